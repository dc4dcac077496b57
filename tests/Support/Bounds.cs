using System.Runtime.CompilerServices;
using Xunit.v3;

namespace Parley.Tests
{
    /// <summary>How long a test may take. Past it the test has failed, and the rest of the suite goes on.</summary>
    public static class Bounds
    {
        public const int Test = 60_000;
        public const int BrowserTest = 90_000;

        /// <summary>
        /// One wait for one state. Shorter than a test's bound, so that what was waited for is said before the test is cut off.
        /// </summary>
        public static readonly TimeSpan Wait = TimeSpan.FromSeconds(45);
    }

    /// <summary>
    /// A fact with the bound of the house, which stands nearer than the framework's own attribute and so is the one that is meant.
    /// </summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class FactAttribute : Xunit.FactAttribute
    {
        public FactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : base(file, line) =>
            Timeout = Bounds.Test;
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class TheoryAttribute : Xunit.TheoryAttribute
    {
        public TheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : base(file, line) =>
            Timeout = Bounds.Test;
    }

    /// <summary>A fact about every value of a kind; <c>script/explore</c> runs these with values drawn anew.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class PropertyAttribute : Xunit.FactAttribute, ITraitAttribute
    {
        public PropertyAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : base(file, line) =>
            Timeout = Bounds.Test + (3 * Property.Exploring * 1000);

        public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [KeyValuePair.Create("kind", "property")];
    }

    /// <summary>
    /// Doesn't depend on which database there is, or shows in a browser what the front door shows on both: runs with SQLite only.
    /// <c>HouseTests</c> says which classes must have it, and which tests of the others.
    /// </summary>
    /// <param name="why">Of a class that has a site all the same: what makes the other database no difference.</param>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
    public sealed class OnceAttribute(string? why = null) : Attribute, ITraitAttribute
    {
        public string? Why => why;

        public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [KeyValuePair.Create("runs", "once")];
    }

    /// <summary>
    /// Has no site of its own to begin with, but makes databases of the kind that the suite runs on, and so runs on both.
    /// </summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class OnBothAttribute : Attribute;
}

namespace Parley.Tests.Browser
{
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class FactAttribute : Xunit.FactAttribute
    {
        public FactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : base(file, line) =>
            Timeout = Bounds.BrowserTest;
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class TheoryAttribute : Xunit.TheoryAttribute
    {
        public TheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : base(file, line) =>
            Timeout = Bounds.BrowserTest;
    }
}
