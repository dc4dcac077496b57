namespace Parley.Tests;

/// <summary>Waits for a state itself, never for a time: as long as the machine needs, and not for ever.</summary>
public static class Wait
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks again until it is so. Fails after <see cref="Bounds.Wait"/> with what was waited for.</summary>
    public static async Task Until(string what, Func<Task<bool>> isSo)
    {
        var ct = TestContext.Current.CancellationToken;
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Bounds.Wait, $"Waited {Bounds.Wait.TotalSeconds} s until {what}.");
            await Task.Delay(Between, ct);
        }
    }

    public static Task Until(string what, Func<bool> isSo) => Until(what, () => Task.FromResult(isSo()));

    public static async Task<T> For<T>(string what, Task<T> task)
    {
        try
        {
            return await task.WaitAsync(Bounds.Wait, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Waited {Bounds.Wait.TotalSeconds} s for {what}.");
            throw;
        }
    }

    public static Task For(string what, Task task) =>
        For(what, task.ContinueWith(done => { done.GetAwaiter().GetResult(); return true; }, TaskScheduler.Default));
}
