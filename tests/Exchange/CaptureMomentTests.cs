using System.Globalization;
using Parley.Exchange;

namespace Parley.Tests.Exchange;

/// <summary>What the time in a dateline says, and what it doesn't.</summary>
[Once]
public sealed class CaptureMomentTests
{
    private static readonly DateTime Answered = new(2019, 3, 4, 9, 10, 0);

    [Theory]
    [InlineData("12:15", "2019-03-03T11:15Z")]
    [InlineData("8:05 A.M.", "2019-03-04T07:05Z")]
    [InlineData("9:30 p. m.", "2019-03-03T20:30Z")]
    [InlineData("9:30pm", "2019-03-03T20:30Z")]
    [InlineData("12.15 Uhr", "2019-03-03T11:15Z")]
    [InlineData("kl. 14.30", "2019-03-03T13:30Z")]
    [InlineData("kl.14.30", "2019-03-03T13:30Z")]
    [InlineData("14h30", "2019-03-03T13:30Z")]
    [InlineData("14 h", "2019-03-03T13:00Z")]
    [InlineData("14 Uhr", "2019-03-03T13:00Z")]
    [InlineData("Montag, 8 Uhr", "2019-03-04T07:00Z")]
    [InlineData("2 PM", "2019-03-03T13:00Z")]
    [InlineData("noon", "2019-03-03T11:00Z")]
    [InlineData("١٢:١٥", "2019-03-03T11:15Z")]
    [InlineData("٣:٠٥ م", "2019-03-03T14:05Z")]
    [InlineData("۱۲:۱۵", "2019-03-03T11:15Z")]
    [InlineData("१२:१५", "2019-03-03T11:15Z")]
    [InlineData("12：15", "2019-03-03T11:15Z")]
    [InlineData("14時30分", "2019-03-03T13:30Z")]
    [InlineData("午後2時", "2019-03-03T13:00Z")]
    [InlineData("下午2:30", "2019-03-03T13:30Z")]
    [InlineData("오후 2시 30분", "2019-03-03T13:30Z")]
    [InlineData("8 утра", "2019-03-04T07:00Z")]
    [InlineData("14:30 МСК", "2019-03-03T11:30Z")]
    [InlineData("12:15 GMT", "2019-03-03T12:15Z")]
    [InlineData("1215 GMT", "2019-03-03T12:15Z")]
    [InlineData("0715 hrs", "2019-03-04T06:15Z")]
    [InlineData("07:15Z", "2019-03-04T07:15Z")]
    [InlineData("12:15 UTC+5:30", "2019-03-04T06:45Z")]
    [InlineData("12:15+0900", "2019-03-04T03:15Z")]
    [InlineData("12:15 p.m. ET", "2019-03-03T17:15Z")]
    [InlineData("12:15 IST", "2019-03-04T06:45Z")]
    [InlineData("Tue 12:15", "2019-02-26T11:15Z")]
    [InlineData("Freitag, 12.15 Uhr", "2019-03-01T11:15Z")]
    [InlineData("23 June, 12:15", "2018-06-23T10:15Z")]
    [InlineData("23.06., 12:15 Uhr", "2018-06-23T10:15Z")]
    [InlineData("March 4, 9:00", "2019-03-04T08:00Z")]
    [InlineData("12:15 June 23", "2018-06-23T10:15Z")]
    public void A_clock_is_the_last_before_the_first_answer(string words, string moment) => Assert.Equal(moment, Read(words, Answered));

    [Theory]
    [InlineData("23.06.2017", "2017-06-22T22:00Z")]
    [InlineData("23.06.2017, 12.15 Uhr", "2017-06-23T10:15Z")]
    [InlineData("23 June 2017, 12:15", "2017-06-23T10:15Z")]
    [InlineData("June 23, 2017 12:15 p.m. EDT", "2017-06-23T16:15Z")]
    [InlineData("2017-06-23T12:15Z", "2017-06-23T12:15Z")]
    [InlineData("23/06/2017 12:15", "2017-06-23T10:15Z")]
    [InlineData("06/23/17", "2017-06-22T22:00Z")]
    [InlineData("06/07/2017", "2017-07-05T22:00Z")]
    [InlineData("23 de junio de 2017, 14h", "2017-06-23T12:00Z")]
    [InlineData("23 июня 2017, 12:15", "2017-06-23T10:15Z")]
    [InlineData("23 червня 2017", "2017-06-22T22:00Z")]
    [InlineData("٢٣ يونيو ٢٠١٧", "2017-06-22T22:00Z")]
    [InlineData("2017年6月23日 12時15分", "2017-06-23T10:15Z")]
    [InlineData("2017년 6월 23일 오후 2시", "2017-06-23T12:00Z")]
    [InlineData("Friday, 23 June 2017, 1215 GMT", "2017-06-23T12:15Z")]
    public void A_day_is_taken_as_it_is(string words, string moment)
    {
        Assert.Equal(moment, Read(words, Answered));
        Assert.Equal(moment, Read(words, null));
    }

    [Theory]
    [InlineData("1982")]
    [InlineData("1215")]
    [InlineData("AFP 3")]
    [InlineData("45")]
    [InlineData("25:99")]
    [InlineData("13 PM")]
    [InlineData("12:15 XYT")]
    [InlineData("31.02.2017")]
    [InlineData("5/6")]
    [InlineData("1.500 words")]
    [InlineData("10 hours ago")]
    [InlineData("")]
    public void What_cannot_be_told_is_not_guessed(string words) => Assert.Null(Read(words, Answered));

    [Fact]
    public void A_page_that_writes_the_month_first_is_read_so() =>
        Assert.Equal((6, 7), CaptureMoment.Of("06/07/2017", monthFirst: true)!.OfYear!.Value);

    [Theory]
    [InlineData("KIEL (12:15) – The lock.", "KIEL", "12:15")]
    [InlineData("KIEL (Friday, 23 June 2017, 12:15 p.m. GMT) – The lock.", "KIEL", "Friday, 23 June 2017, 12:15 p.m. GMT")]
    [InlineData("القاهرة (١٢:١٥) – فتح القفل.", "القاهرة", "١٢:١٥")]
    [InlineData("東京（14時30分）— 開いた。", "東京", "14時30分")]
    [InlineData("KIEL (noon) – The lock.", "KIEL", "noon")]
    [InlineData("KIEL, 23 June 2017 – The lock.", "KIEL", "23 June 2017")]
    [InlineData("PORT-ALDER, NORDHAVN, 9:40 A.M. – The lock.", "PORT-ALDER, NORDHAVN", "9:40 A.M.")]
    [InlineData("PORT-ALDER – The lock.", "PORT-ALDER", null)]
    [InlineData("Ann Lee (who was 45 when they met there) – her words.", null, null)]
    [InlineData("KIEL, they say – and yet.", null, null)]
    public void A_dateline_names_a_place_and_may_name_a_time(string line, string? place, string? time)
    {
        var dateline = CaptureDateline.Of(line);
        Assert.Equal((place, time), (dateline.Place, dateline.Time));
    }

    private static string? Read(string words, DateTime? before) =>
        CaptureMoment.Of(words)?.At(before, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"))
            ?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}
