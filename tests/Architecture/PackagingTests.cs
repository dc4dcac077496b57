using System.Text.RegularExpressions;

namespace Parley.Tests.Architecture;

/// <summary>What a release is made of, as far as it can be read; <c>script/release-test</c> tries it.</summary>
[Once]
public sealed partial class PackagingTests
{
    private static readonly string Folder = Path.Combine(HouseTests.Root(), "packaging");

    public static TheoryData<string> Scripts => ["parley", "debian/postinst", "debian/prerm", "debian/postrm"];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_script_of_the_package_can_be_read_by_the_smallest_shell(string script)
    {
        await using var shell = Child.Start(Folder, "/bin/sh", "-n", script);

        Assert.Equal((0, "", ""), await shell.End());
    }

    [Fact]
    public void What_the_package_names_is_where_it_looks()
    {
        var unit = File.ReadAllText(Path.Combine(Folder, "parley.service"));
        var command = File.ReadAllText(Path.Combine(Folder, "parley"));
        var release = File.ReadAllText(Path.Combine(HouseTests.Root(), "script", "release"));

        Assert.All(["/usr/lib/parley", "/etc/parley/parley.conf"], place =>
            Assert.All([unit, command, release], text => Assert.Contains(place, text, StringComparison.Ordinal)));
        Assert.All(["NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n", "Restart=on-failure"],
            line => Assert.Contains(line, unit, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_setting_that_the_package_names_is_told_of()
    {
        var told = File.ReadAllText(Path.Combine(HouseTests.Root(), "docs", "self-hosting.md"));
        var named = Setting().Matches(File.ReadAllText(Path.Combine(Folder, "parley.conf"))).Select(x => x.Groups[1].Value).ToList();

        Assert.True(named.Count > 5);
        Assert.All(named, name => Assert.Contains($"`{name}`", told, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^#([A-Za-z]\w+)=", RegexOptions.Multiline)]
    private static partial Regex Setting();
}
