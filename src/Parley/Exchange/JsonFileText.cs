using System.Text;
using System.Text.Json;

namespace Parley.Exchange;

/// <summary>The text of which its values are read: as little of it as one value needs.</summary>
internal sealed partial class JsonFile
{
    // However many there are, none is held; and none behind a comma.
    private void SkipBlanks()
    {
        while (true)
        {
            var rest = buffer.AsSpan(start, end - start);
            var blank = rest.IndexOfAnyExcept(Blanks) is >= 0 and var found ? found : rest.Length;
            Advance(blank, state);
            rest = rest[blank..];
            // Of an array one line of which was damaged nothing is open any more.
            if (isArrayBroken && open.Count == 0 && rest is [(byte)',' or (byte)']', ..]) Advance(1, state);
            else
            {
                if (rest is not [(byte)',', ..]) return;
                blank = rest[1..].IndexOfAnyExcept(Blanks) is >= 0 and var behind ? behind : rest.Length - 1;
                if (rest[blank] == '\n') line++;
                Advance(blank, state);
                buffer[start] = (byte)',';
                return;
            }
        }
    }

    /// <summary>A text that is longer than anything may be becomes an empty one.</summary>
    private bool CutText()
    {
        var comma = buffer[start] == ',' ? 1 : 0;
        if (buffer[start + comma] != '"') return false;
        var isLonger = false;
        for (var at = start + comma + 1; ;)
        {
            var size = buffer.AsSpan(at, end - at).IndexOfAny("\"\\\n"u8);
            if (size >= 0 && buffer[at + size] == '"')
            {
                // What holds no place is no text that is too long.
                if (!isLonger && at + size - start < CharsAtOnce) return false;
                start = at + size - 1 - comma;
                (buffer[start], buffer[start + comma]) = (comma == 1 ? (byte)',' : (byte)'"', (byte)'"');
                return isCut = true;
            }
            if (size >= 0 && buffer[at + size] == '\n')
            {
                start = at + size - 1;
                throw new JsonException();
            }
            if (size >= 0 && at + size + 1 < end)
            {
                at += size + 2;
                continue;
            }
            // Half of an escape waits for its other half.
            end = start + comma + 1;
            if (size >= 0) buffer[end++] = (byte)'\\';
            isLonger = true;
            if (isLast || !Fill()) throw new JsonException();
            at = start + comma + 1;
        }
    }

    private void Commit() => Advance(next.Size, next.State);

    private void Advance(int size, JsonReaderState to)
    {
        line += buffer.AsSpan(start, size).Count((byte)'\n');
        start += size;
        state = to;
    }

    /// <summary>Twice as much as is held: it is read from its beginning again, and so no oftener than it doubles.</summary>
    /// <returns>False: what is held is as long as anything may be.</returns>
    private bool More()
    {
        var wanted = (end - start) * 2;
        if (!Fill()) return false;
        while (!isLast && end - start < wanted && Fill()) { }
        return true;
    }

    private bool Fill()
    {
        if (start > 0) buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (buffer.Length - end < CharsAtOnce * 4)
        {
            if (buffer.Length >= Longest) return false;
            Array.Resize(ref buffer, buffer.Length * 2);
        }
        var count = text.Read(chars);
        isLast = count <= 0;
        end += encoder.GetBytes(chars.AsSpan(0, Math.Max(0, count)), buffer.AsSpan(end), flush: isLast);
        return true;
    }

    /// <returns>The line that is left out.</returns>
    private string Recover()
    {
        state = new(Options);
        isArrayBroken |= open.Count > 0 && open.Last().IsArray;
        open.Clear();
        isFurther = true;
        var said = "";
        for (var isBegun = false; ;)
        {
            // The end of the line before.
            if (!isBegun) SkipBlanks();
            var rest = buffer.AsSpan(start, end - start);
            isBegun |= rest.Length > 0;
            var size = rest.IndexOf((byte)'\n');
            var here = size < 0 ? rest : rest[..size];
            if (said.Length < LongestSaid) said += Encoding.UTF8.GetString(here[..Math.Min(here.Length, LongestSaid)]);
            Advance(size < 0 ? rest.Length : size + 1, state);
            if (size >= 0 || isLast) return said;
            Fill();
        }
    }

    public void Dispose()
    {
        value?.Dispose();
        text.Dispose();
    }
}
