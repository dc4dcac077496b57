using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Parley.Exchange;

/// <summary>The zone written behind a time: an offset from Greenwich, or a name of newsrooms. IST is India's time and Israel's.</summary>
internal sealed partial record CaptureZone(string Name, IReadOnlyList<int> Minutes)
{
    // Minutes from Greenwich; where several countries use a name, the one that most people mean first.
    private static readonly FrozenDictionary<string, int[]> Known = (
        "GMT 0|UTC 0|UT 0|Z 0|WET 0|WEST 60|CET 60|MEZ 60|CEST 120|MESZ 120|EET 120|OEZ 120|EEST 180|OESZ 180|MSK 180|МСК 180|TRT 180|"
        + "BST 60 360|IST 330 120|IDT 180|GST 240|IRST 210|PKT 300|NPT 345|BDT 360|ICT 420|WIB 420|WITA 480|WIT 540|SGT 480|HKT 480|"
        + "PHT 480|AWST 480|JST 540|KST 540|ACST 570|ACDT 630|AEST 600|AEDT 660|NZST 720|NZDT 780|SAST 120|CAT 120|EAT 180|WAT 60|"
        + "BRT -180|ART -180|CLT -240|COT -300|PET -300|NST -210|NDT -150|AST -240 180|ADT -180|EST -300 600|EDT -240|CST -360 480|"
        + "CDT -300|MST -420 480|MDT -360|PST -480 480|PDT -420|AKST -540|AKDT -480|HST -600").Split('|').Select(line => line.Split(' '))
        .ToFrozenDictionary(parts => parts[0], parts => parts[1..].Select(one => int.Parse(one, CultureInfo.InvariantCulture)).ToArray());

    // With their summer time, as American newsrooms write them.
    private static readonly FrozenDictionary<string, string> Places = new Dictionary<string, string>
    {
        ["ET"] = "America/New_York", ["CT"] = "America/Chicago", ["MT"] = "America/Denver", ["PT"] = "America/Los_Angeles",
    }.ToFrozenDictionary();

    /// <summary>Written like a zone, and none that is known.</summary>
    public bool IsUnknown => Name.Length == 0 && Minutes.Count == 0;

    /// <summary>The zone that these words name behind a time; null for none.</summary>
    public static CaptureZone? At(string rest)
    {
        if (Offset().Match(rest) is { Success: true } offset)
        {
            var hours = int.Parse(offset.Groups["hours"].Value, CultureInfo.InvariantCulture);
            var minutes = offset.Groups["minutes"] is { Success: true } written
                ? int.Parse(written.Value, CultureInfo.InvariantCulture) : 0;
            var all = hours * 60 + minutes;
            // From −12 to +14; what is more is the end of a span: 12:15–13:00.
            if (offset.Groups["sign"].Value == "-") all = -all;
            return all is >= -12 * 60 and <= 14 * 60 ? new("", [all]) : null;
        }
        foreach (Match match in Abbreviation().Matches(rest))
        {
            var name = match.Value is "gmt" or "utc" or "мск" ? match.Value.ToUpperInvariant() : match.Value;
            if (Known.TryGetValue(name, out var minutes)) return new("", minutes);
            if (Places.ContainsKey(name)) return new(name, []);
            if (name.Length > 2 && name[^1] == 'T' && name.All(char.IsAsciiLetterUpper)) return new("", []);
        }
        return null;
    }

    /// <param name="site">Decides which of several is meant: the one that its own clock shows on that day.</param>
    public TimeZoneInfo In(TimeZoneInfo site, DateTime day)
    {
        if (Places.TryGetValue(Name, out var place) && TimeZoneInfo.TryFindSystemTimeZoneById(place, out var found)) return found;
        var own = (int)site.GetUtcOffset(DateTime.SpecifyKind(day, DateTimeKind.Unspecified)).TotalMinutes;
        var offset = TimeSpan.FromMinutes(Minutes.Contains(own) || Minutes.Count == 0 ? own : Minutes[0]);
        return TimeZoneInfo.CreateCustomTimeZone("written", offset, null, null);
    }

    [GeneratedRegex(@"^\s*(?:(?:GMT|UTC|UT)\s*)?(?<sign>[+-])\s?(?<hours>\d{1,2})(?::?(?<minutes>[0-5]\d))?(?![\d:])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Offset();

    [GeneratedRegex(@"(?<![\p{L}\d])[\p{L}]{1,4}(?![\p{L}\d])")]
    private static partial Regex Abbreviation();
}
