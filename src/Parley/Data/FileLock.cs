namespace Parley.Data;

/// <summary>An empty file by which processes on one machine know of each other.</summary>
internal static class FileLock
{
    /// <param name="share">None: alone; Read: with all who share it.</param>
    /// <returns>To be disposed of; null where others have it.</returns>
    public static FileStream? Try(string file, FileShare share, FileOptions options = FileOptions.None)
    {
        var how = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Read, Share = share, Options = options };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new FileStream(file, how);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
