namespace Parley.Data;

/// <summary>A prepared word to look up: letters, digits and their marks, and nothing that means something to a database.</summary>
/// <param name="IsBeginning">Finds every word that begins with it too.</param>
public sealed record SoughtWord(string Word, bool IsBeginning)
{
    public bool Finds(string word) => IsBeginning ? word.StartsWith(Word, StringComparison.Ordinal) : word == Word;
}
