namespace TeardownTrace.Testing.Traces;

/// <summary>The words of a line, read from left to right; <c>&lt;…&gt;</c> and <c>[…]</c> are one word each, without their brackets in <see cref="TryTakeBracketed"/>.</summary>
internal sealed class TraceTokens
{
    private readonly List<string> _words = [];
    private int _next;

    public TraceTokens(string text)
    {
        int position = 0;
        while (position < text.Length)
        {
            if (char.IsWhiteSpace(text[position]))
            {
                position++;
                continue;
            }

            int end = EndOfWord(text, position);
            _words.Add(text[position..end]);
            position = end;
        }
    }

    public bool AtEnd => _next == _words.Count;

    /// <summary>The next word; empty at the end.</summary>
    public string Peek => AtEnd ? "" : _words[_next];

    public string Take()
    {
        string word = Peek;
        if (!AtEnd)
            _next++;
        return word;
    }

    /// <summary>Moves on only when the next word is <paramref name="word"/>.</summary>
    public bool TryTake(string word)
    {
        if (AtEnd || _words[_next] != word)
            return false;
        _next++;
        return true;
    }

    /// <summary>Moves on only when the next word is bracketed by <paramref name="open"/>; gives what is inside.</summary>
    public bool TryTakeBracketed(char open, out string inside)
    {
        inside = "";
        string word = Peek;
        if (word.Length < 2 || word[0] != open)
            return false;
        inside = word[1..^1];
        _next++;
        return true;
    }

    private static int EndOfWord(string text, int start)
    {
        char close = text[start] switch
        {
            '[' => ']',
            '<' when start + 1 < text.Length && !char.IsWhiteSpace(text[start + 1]) => '>',
            _ => '\0',
        };
        if (close != '\0')
        {
            int closing = text.IndexOf(close, start);
            return closing < 0 ? text.Length : closing + 1;
        }

        int end = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
            end++;
        return end;
    }
}
