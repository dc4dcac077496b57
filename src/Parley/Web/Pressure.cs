namespace Parley.Web;

/// <summary>
/// How often a page has been made of late. A few times in a row is nothing; a page that changes all the time is made four times a second,
/// and who comes in between gets the one before, which is at most a quarter of a second old.
/// </summary>
internal sealed class Pressure
{
    /// <summary>Makings in a row before it counts as busy.</summary>
    private const int Burst = 20;

    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(250);

    private readonly Lock sync = new();
    private double left = Burst;
    private long at = TimeProvider.System.GetTimestamp();

    /// <summary>Whether the page may be made anew now; whoever is told so makes it.</summary>
    public bool Allows()
    {
        lock (sync)
        {
            var now = TimeProvider.System.GetTimestamp();
            left = Math.Min(Burst, left + (TimeProvider.System.GetElapsedTime(at, now) / Apart));
            at = now;
            if (left < 1) return false;
            left--;
            return true;
        }
    }
}
