namespace Parley.Exchange;

/// <summary>A list in parts, so that what grows to some ten megabytes isn't copied to twice that each time it is full.</summary>
internal sealed class PartedList<T>
{
    private const int PartBits = 14;
    private const int InPart = 1 << PartBits;

    private readonly List<T[]> parts = [];

    public int Count { get; private set; }

    public T this[int index]
    {
        get => parts[Part(index)][index & (InPart - 1)];
        set => parts[Part(index)][index & (InPart - 1)] = value;
    }

    public void Add(T one)
    {
        if (Count == parts.Count << PartBits) parts.Add(new T[InPart]);
        this[Count++] = one;
    }

    public void RemoveLast() => Count -= Count > 0 ? 1 : throw new InvalidOperationException("Nothing is in it.");

    private int Part(int index) =>
        (uint)index < (uint)Count ? index >> PartBits : throw new ArgumentOutOfRangeException(nameof(index));
}
