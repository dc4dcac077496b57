namespace Parley.Exchange;

/// <summary>
/// .NET lets what was made last grow to the size of the processor's cache before it looks what of it is still needed, and with some
/// processors that is more than all that an import keeps. So it is told to look every so many comments.
/// </summary>
internal sealed class Broom
{
    /// <summary>What is made of them on their way is some 30 MB.</summary>
    private const int Apart = 2000;

    private int passed;

    public void Pass(int comments)
    {
        if ((passed += comments) < Apart) return;
        passed = 0;
        // What was on its way the last time has arrived by now.
        GC.Collect(1, GCCollectionMode.Forced, blocking: true);
    }
}
