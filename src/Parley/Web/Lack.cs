namespace Parley.Web;

/// <summary>Something that this server does without, which whoever watches it should know; readers are served all the same.</summary>
/// <param name="In">What is lacking, in words; null for nothing.</param>
public sealed record Lack(Func<IServiceProvider, string?> In);
