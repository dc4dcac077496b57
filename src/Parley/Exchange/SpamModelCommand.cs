using System.CommandLine;
using System.Globalization;
using Parley.Conduct;
using Parley.Writing;

namespace Parley.Exchange;

/// <summary><c>parley spam-model</c>: what the moderators' decisions taught this site's own model, for whoever runs it.</summary>
public static class SpamModelCommand
{
    public static Command Make()
    {
        var forget = new Option<bool>("--forget") { Description = "Forgets all that it was taught: it begins anew" };
        var command = new Command("spam-model", "Prints what this site's own model of spam has learned, and whether it holds anything.")
            { forget };
        command.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            Console.Write(await Commands.Work(async services =>
            {
                var book = services.GetRequiredService<SpamBook>();
                if (!parsed.GetValue(forget)) return await Describe(book, ct);
                await book.Forget(ct);
                return "Forgotten: it begins anew with the next decision.\n";
            }, ct));
            return 0;
        }));
        return command;
    }

    private static async Task<string> Describe(SpamBook book, CancellationToken ct)
    {
        var (model, standing, leading, faults, mayHold) = await book.Report(ct);
        var share = model.Predictions == 0 ? "none yet" : (100d * model.Right / model.Predictions).ToString("0.0", Plain) + " %";
        var lines = new List<string>
        {
            $"lessons                 {model.Lessons}",
            $"called spam             {model.Predictions} of the last {SiteSpamModel.Window}; it needs {SiteSpamModel.FewestPredictions}",
            $"of those right          {model.Right}, {share}; it needs {100 * SiteSpamModel.Precision} %",
            $"kept or published       {model.Others} of the last {SiteSpamModel.Window}; it needs {SiteSpamModel.FewestOthers}",
            $"comments that stand     {standing} by people who were new; it needs {SiteSpamModel.FewestStanding}",
            $"that lead or repeat     {leading} of those; it needs {SiteSpamModel.FewestLeading}",
            $"of those called spam    {faults}",
            $"holds                   {(!book.IsOn ? "no, it is off (Parley__OwnSpamModel)" : mayHold ? "yes" : "no")}",
            "",
            string.Create(Plain, $"{model.Bias,7:0.00;-0.00}  before anything is looked at"),
        };
        for (var i = 0; i < model.Weights.Count; i++)
            lines.Add(string.Create(Plain, $"{model.Weights[i],7:0.00;-0.00}  {FormFeatures.Names[i]}"));
        return string.Join('\n', lines) + "\n";
    }

    private static CultureInfo Plain => CultureInfo.InvariantCulture;
}
