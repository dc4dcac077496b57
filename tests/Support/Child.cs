using System.Diagnostics;

namespace Parley.Tests;

/// <summary>The program itself, or another, as a process: ended with everything it started when its test ends.</summary>
public sealed class Child : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> errors;

    private Child(Process process, string input)
    {
        this.process = process;
        (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (input.Length > 0) process.StandardInput.Write(input);
        process.StandardInput.Close();
    }

    public static Child Start(string folder, string file, params string[] args) => Start(folder, [], file, args);

    public static Child Start(string folder, IEnumerable<(string Name, string Value)> settings, string file, params string[] args) =>
        Start(folder, settings, "", file, args);

    private static Child Start(string folder, IEnumerable<(string Name, string Value)> settings, string input, string file, string[] args)
    {
        var start = new ProcessStartInfo(file, args)
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return new Child(Process.Start(start)!, input);
    }

    /// <summary><c>parley … &lt; input</c></summary>
    public static Child ParleyReading(string input, string folder, params string[] args) =>
        Start(folder, [], input, "dotnet", ["exec", typeof(Program).Assembly.Location, .. args]);

    /// <summary><c>parley …</c></summary>
    public static Child Parley(string folder, params string[] args) => Parley(folder, [], args);

    public static Child Parley(string folder, IEnumerable<(string Name, string Value)> settings, params string[] args) =>
        Start(folder, settings, "dotnet", ["exec", typeof(Program).Assembly.Location, .. args]);

    public bool HasEnded => process.HasExited;

    /// <summary>At once, in the middle of whatever it does.</summary>
    public Task Kill()
    {
        process.Kill();
        return Wait.For("the end of what was killed", process.WaitForExitAsync());
    }

    /// <summary>As a system that shuts down asks: by SIGTERM.</summary>
    public async Task AskToEnd()
    {
        using var asked = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await asked.WaitForExitAsync();
    }

    public async Task<(int Code, string Output, string Errors)> End()
    {
        await Wait.For($"the end of {process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}",
            process.WaitForExitAsync());
        return (process.ExitCode, await output, await errors);
    }

    public ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
        return ValueTask.CompletedTask;
    }
}
