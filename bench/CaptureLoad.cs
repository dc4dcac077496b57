using System.Globalization;

/// <summary>The saved text of a page with a long discussion, for the measure of an import.</summary>
internal static class CaptureLoad
{
    /// <summary>Few people say most: one name has some dozens of comments.</summary>
    private const int CommentsPerPerson = 25;

    /// <param name="comments">A quarter of them answers what stands above them, of the length that readers write.</param>
    public static int Write(string file, int comments)
    {
        var random = new Random(1);
        using var text = new StreamWriter(file);
        text.Write(
            "HARBOUR TOWN – The lock was opened on Monday, two years late.\n\nNobody had expected it.\n\nShare this article:\n  • 2\n\n");
        text.Write(string.Create(CultureInfo.InvariantCulture,
            $"{comments} Comments\nMost Voted\nNewest Oldest\nInline Feedbacks\nView all comments\n"));
        var (above, at) = ("", new DateTime(2019, 3, 4));
        for (var i = 0; i < comments; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"Writer {random.Next(1 + comments / CommentsPerPerson)}");
            var reply = i % 4 == 3 ? $"Reply to  {above}\n" : "";
            at = at.AddSeconds(random.Next(90));
            var words = string.Join(' ', Enumerable.Range(0, random.Next(10, 90)).Select(_ => Words.All[random.Next(Words.All.Length)]));
            text.Write(string.Create(CultureInfo.InvariantCulture,
                $"{name}\nRegular\n{name}\n{at:yyyy-MM-dd HH:mm}\n{reply}\nNumber {i}: {words}.\n\n"));
            above = name;
        }
        return 0;
    }
}
