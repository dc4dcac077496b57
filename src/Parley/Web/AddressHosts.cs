using System.Text;

namespace Parley.Web;

/// <summary>Where the host of an address ends in running text, which may go on without a space.</summary>
internal static class AddressHosts
{
    // A DNS name has 253 characters; a name and a password may stand before it.
    private const int Longest = 400;

    // Ends of hosts in scripts without spaces, as IANA lists them, and those once given out for tests. Others can't be told from the
    // sentence behind them.
    private static readonly string[] TopLevels =
    [
        .. ("中国 中國 香港 台湾 台灣 澳門 澳门 新加坡 公司 网络 網絡 在线 网址 网店 网站 手机 移动 商城 商店 商标 中文网 企业 集团 游戏 娱乐 信息 我爱你 公益 政务 "
            + "政府 机构 组织机构 新闻 时尚 招聘 健康 慈善 广东 佛山 购物 食品 餐厅 八卦 天主教 微博 谷歌 联通 世界 書籍 通販 家電 "
            + "みんな コム クラウド グーグル アマゾン ストア セール ファッション ポイント 한국 닷컴 닷넷 삼성 ไทย คอม ລາວ "
            + "测试 測試 テスト 테스트").Split(' '),
    ];

    public static int End(ReadOnlySpan<char> text, int start)
    {
        var at = start;
        while (at < text.Length && at - start < Longest)
        {
            Rune.DecodeFromUtf16(text[at..], out var rune, out var length);
            // A label may begin so, "https://例え.テスト", and go on so. Behind a last one in ASCII the sentence does: "example.orgを".
            if (Scripts.IsUnspaced(rune) ? IsComplete(text[start..at]) : !IsOfAuthority(rune)) break;
            at += length;
        }
        return start + WithoutSentence(text[start..at]);
    }

    private static bool IsComplete(ReadOnlySpan<char> host)
    {
        var dot = host.LastIndexOfAny('.', '@');
        var label = host[(dot + 1)..];
        return dot < 0 || host[dot] == '@'
            ? label.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) && label[9..] is [] or [':', ..]
            : label.Length > 0 && Ascii.IsValid(label);
    }

    // "https://例子.中国上看"
    private static int WithoutSentence(ReadOnlySpan<char> host)
    {
        var label = host.LastIndexOf('.') + 1;
        var longest = 0;
        if (label > 0)
            foreach (var top in TopLevels)
                if (top.Length > longest && host[label..].StartsWith(top, StringComparison.Ordinal)) longest = top.Length;
        return longest == 0 || host[(label + longest)..] is [':', ..] ? host.Length : label + longest;
    }

    private static bool IsOfAuthority(Rune rune) =>
        rune.IsAscii ? char.IsAsciiLetterOrDigit((char)rune.Value) || "-._~%:@+[]".Contains((char)rune.Value)
            : Scripts.IsOfWord(rune);
}
