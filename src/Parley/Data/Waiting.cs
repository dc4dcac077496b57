namespace Parley.Data;

/// <summary>A change that waits for its turn, and whoever waits for its answer.</summary>
internal abstract class Waiting(Guid about, CancellationToken ct)
{
    public Guid About => about;
    public long Since { get; } = TimeProvider.System.GetTimestamp();
    public bool IsGivenUp => ct.IsCancellationRequested;

    /// <returns>Whether what it did shall stay.</returns>
    public abstract Task<bool> Do(WriteTurn turn);

    public abstract void Done();

    public abstract void Failed(Exception error);

    public void GivenUp() => Failed(new OperationCanceledException(ct));
}

internal sealed class Waiting<T>(Guid about, Func<WriteTurn, Task<T>> change, CancellationToken ct) : Waiting(about, ct)
{
    private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T result = default!;

    public Task<T> Answer => answer.Task;

    public override async Task<bool> Do(WriteTurn turn)
    {
        result = await change(turn);
        return !turn.IsUndone;
    }

    public override void Done() => answer.TrySetResult(result);

    public override void Failed(Exception error) => answer.TrySetException(error);
}
