using Parley.Training;

// Makes the model that the product ships: parley-training FOLDER [--out FILE] [--table FILE] [--plots FOLDER]
if (args is not [var folder, ..] || !Directory.Exists(folder))
{
    Console.Error.WriteLine("parley-training FOLDER [--out FILE] [--table FILE] [--plots FOLDER]: FOLDER is where the training texts lie, one folder each.");
    return 2;
}
return Making.Run(folder, Option("--out") ?? Making.Shipped, Option("--table"), Option("--plots"));

string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
