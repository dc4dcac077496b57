namespace Parley.Web;

/// <summary>
/// Says once in a while that requests can't be served and why, however many they are: a log that fills up hides its reason.
/// </summary>
public sealed class Outages
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(10);

    private static long saidAt;
    private static long unsaid;

    public static void Note(ILogger log, Refusal refusal)
    {
        Interlocked.Increment(ref unsaid);
        var (now, before) = (TimeProvider.System.GetTimestamp(), Interlocked.Read(ref saidAt));
        if (before != 0 && TimeProvider.System.GetElapsedTime(before, now) < Apart) return;
        if (Interlocked.CompareExchange(ref saidAt, now, before) != before) return;
        log.LogError("{Count} requests were answered {Status} {Code} since this was said last.", Interlocked.Exchange(ref unsaid, 0),
            refusal.Status, refusal.Code);
    }
}
