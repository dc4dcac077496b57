using System.Globalization;
using System.Runtime.InteropServices;

namespace Parley.Web;

/// <summary>
/// The plural categories of a language (CLDR: zero, one, two, few, many, other), by the platform's ICU, whose
/// <c>uplrules_select</c> .NET doesn't offer.
/// </summary>
internal sealed class PluralRules
{
    /// <summary>ICU puts its version into the names of its functions, and no one says which version is there.</summary>
    private const int NewestIcu = 120, OldestIcu = 50;
    private const int Remembered = 200, LongestCategory = 16;

    private static readonly Icu? Library = Icu.Find();

    private readonly nint rules;
    private readonly string?[] small = new string?[Remembered];

    public PluralRules(string tag)
    {
        if (Library is null) return;
        var status = 0;
        rules = Library.Open(tag.Replace('-', '_'), ref status);
        if (status > 0) rules = 0;
    }

    /// <summary>Without ICU: one and other.</summary>
    public string Of(long number)
    {
        if (number is < 0 or >= Remembered) return Ask(number);
        return small[number] ??= Ask(number);
    }

    private string Ask(long number)
    {
        if (rules == 0) return number == 1 ? "one" : "other";
        var (category, status) = (new char[LongestCategory], 0);
        var length = Library!.Select(rules, number, category, category.Length, ref status);
        return status > 0 ? "other" : new string(category, 0, length);
    }

    private sealed class Icu
    {
        public required OpenRules Open { get; init; }
        public required SelectRule Select { get; init; }

        [UnmanagedFunctionPointer(CallingConvention.Cdecl, CharSet = CharSet.Ansi)]
        public delegate nint OpenRules(string locale, ref int status);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl, CharSet = CharSet.Unicode)]
        public delegate int SelectRule(nint rules, double number, [Out] char[] category, int capacity, ref int status);

        public static Icu? Find() =>
            OperatingSystem.IsWindows() ? In("icu.dll", "")
            : OperatingSystem.IsMacOS() ? In("libicucore.dylib", "")
            : Enumerable.Range(0, NewestIcu - OldestIcu).Select(back => (NewestIcu - back).ToString(CultureInfo.InvariantCulture))
                .Select(version => In("libicui18n.so." + version, "_" + version)).FirstOrDefault(found => found is not null);

        private static Icu? In(string file, string suffix) =>
            NativeLibrary.TryLoad(file, out var library)
            && NativeLibrary.TryGetExport(library, "uplrules_open" + suffix, out var open)
            && NativeLibrary.TryGetExport(library, "uplrules_select" + suffix, out var select)
                ? new Icu { Open = Marshal.GetDelegateForFunctionPointer<OpenRules>(open),
                    Select = Marshal.GetDelegateForFunctionPointer<SelectRule>(select) }
                : null;
    }
}
