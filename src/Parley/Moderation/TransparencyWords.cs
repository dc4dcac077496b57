using Parley.Web;

namespace Parley.Moderation;

/// <summary>The words of the log as people read them.</summary>
public static class TransparencyWords
{
    public static string Of(Words t, LogAction action) => action switch
    {
        LogAction.Removal => t["Removed"],
        LogAction.Hold => t["Held for review"],
        LogAction.Release => t["Released"],
        LogAction.Publish => t["Published"],
        LogAction.Upheld => t["Upheld on appeal"],
        LogAction.Reversed => t["Reversed on appeal"],
        LogAction.Suspension => t["Reader suspended"],
        LogAction.SuspensionEnd => t["Suspension ended"],
        LogAction.Kept => t["Kept"],
        LogAction.Deleted => t["Records deleted"],
        _ => t["Notice rejected"],
    };

    public static string Of(Words t, LogGround ground) => ground switch
    {
        LogGround.Spam => t["Spam"],
        LogGround.Inappropriate => t["Wholly inappropriate"],
        _ => t["Rule of conduct"],
    };

    /// <summary>How it came up. What was held waits by a setting: no moderator came upon it, and no rule was broken.</summary>
    public static string Source(Words t, LogLeaf entry) =>
        entry is { Rule: null, Source: LogSource.OwnInitiative, Action: LogAction.Hold or LogAction.Release or LogAction.Upheld
                or LogAction.Reversed }
            ? t["A setting of this site"] : Of(t, entry.Source);

    public static string Of(Words t, LogSource source) => source switch
    {
        LogSource.OwnInitiative => t["Own initiative"],
        LogSource.Report => t["Report by a reader"],
        _ => t["Notice"],
    };

    public static string Of(Words t, string label) => label switch
    {
        "Within an hour" => t["Within an hour"],
        "Within a day" => t["Within a day"],
        "Within three days" => t["Within three days"],
        "Later" => t["Later"],
        "Upheld" => t["Upheld"],
        "Reversed" => t["Reversed"],
        "A person" => t["A person"],
        _ => t["Software alone"],
    };
}
