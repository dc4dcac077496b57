namespace Parley.Conduct;

public sealed partial class Waves
{
    /// <summary>How like a text is to what new readers have posted within the hour, as far as it is in mind.</summary>
    /// <param name="except">The comment itself, where it is edited; null where it is new.</param>
    public Likeness Nearest(Print print, Guid author, Guid? except, DateTimeOffset now)
    {
        var (others, own, leads) = (0d, 0d, false);
        lock (looking)
            foreach (var key in print.Keys())
                foreach (var other in index.GetValueOrDefault(key) ?? [])
                {
                    if (other.Comment == except || other.At <= now - Within) continue;
                    if (other.Author == author) own = Math.Max(own, print.Resemblance(other.Print));
                    else
                    {
                        others = Math.Max(others, print.Resemblance(other.Print));
                        leads |= print.Payload.AsSpan().ContainsAny(other.Print.Payload);
                    }
                }
        return new(others, own, leads);
    }
}

/// <param name="ToOthers">The greatest resemblance (<see cref="Print.Resemblance"/>) to what somebody else has posted.</param>
/// <param name="ToOwn">Likewise to what its author has.</param>
/// <param name="LeadsAsOthers">Somebody else leads there too.</param>
public readonly record struct Likeness(double ToOthers, double ToOwn, bool LeadsAsOthers);
