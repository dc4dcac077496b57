using System.Runtime.InteropServices;

namespace Parley.Tests;

/// <summary>What the calling thread alone has used of a processor: whatever else runs at the same time.</summary>
internal static class ThreadClock
{
    private const int ThreadTime = 3;

    /// <returns>The processor time that <paramref name="act"/> took on the calling thread.</returns>
    public static TimeSpan Of(Action act)
    {
        var before = Now();
        act();
        return Now() - before;
    }

    private static TimeSpan Now()
    {
        if (GetTime(ThreadTime, out var now) != 0) throw new InvalidOperationException("The system has no clock for a thread.");
        return TimeSpan.FromSeconds(now.Seconds) + TimeSpan.FromMicroseconds(now.Nanoseconds / 1000);
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
