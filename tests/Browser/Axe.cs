using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Parley.Tests.Browser;

internal static class Axe
{
    // Of WCAG 2.2, whose target size axe leaves out unless it is asked for, and what axe knows beyond it. What passes is not described:
    // that takes longer than looking for what doesn't.
    private static readonly AxeRunOptions Everything = new()
    {
        Rules = new() { ["target-size"] = new() { Enabled = true } }, ResultTypes = [ResultType.Violations],
    };

    /// <returns>What axe finds wrong in a page, each with the elements where it is.</returns>
    public static async Task<IEnumerable<string>> Violations(this IPage page) =>
        (await page.RunAxe(Everything)).Violations
            .Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}");
}
