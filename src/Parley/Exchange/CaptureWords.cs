using System.Collections.Frozen;

namespace Parley.Exchange;

/// <summary>
/// The words the plug-in itself puts on a page, in the languages it is most often shown in. A reader meets them only
/// where the layout expects them; in anybody's text they are just words.
/// </summary>
internal static class CaptureWords
{
    private static readonly FrozenSet<string> Comment = Set(
        "comment", "comments", "kommentar", "kommentare", "commentaire", "commentaires", "comentario", "comentarios",
        "comentário", "comentários", "commento", "commenti", "reactie", "reacties", "opmerking", "opmerkingen",
        "комментарий", "комментария", "комментариев", "коментар", "коментарі", "коментарів", "коментара",
        "komentarz", "komentarze", "komentarzy", "komentář", "komentáře", "komentářů", "yorum", "تعليق", "تعليقات",
        "تعليقا", "تعليقاً", "דיונים", "תגובות", "תגובה", "דיבורים", "评论", "条评论", "則留言", "留言", "コメント", "件のコメント",
        "댓글", "개의 댓글", "kommentarer", "kommenttia", "kommentti", "hozzászólás", "σχόλια", "σχόλιο", "comentarii",
        "comentariu", "دیدگاه", "نظر", "bình luận", "komentar");

    private static readonly string[] ViewAll =
    [
        "view all comments", "alle kommentare anzeigen", "alle kommentare ansehen", "voir tous les commentaires",
        "afficher tous les commentaires", "ver todos los comentarios", "ver todos os comentários",
        "vedi tutti i commenti", "visualizza tutti i commenti", "bekijk alle reacties",
        "посмотреть все комментарии", "просмотр всех комментариев", "переглянути всі коментарі",
        "zobacz wszystkie komentarze", "tüm yorumları görüntüle", "عرض كل التعليقات", "عرض جميع التعليقات",
        "הצג את כל התגובות", "查看所有评论", "すべてのコメントを見る", "visa alla kommentarer",
    ];

    private static readonly string[] Sorts =
    [
        "most voted", "newest", "oldest", "most reacted", "hottest", "am meisten bewertet", "meistbewertet",
        "meiste stimmen", "neueste", "älteste", "le plus de votes", "plus de votes", "le plus populaire",
        "le plus récent", "le plus ancien", "plus récent", "plus ancien", "más votado", "más votados", "más nuevo",
        "más viejo", "más antiguo", "más reciente", "mais votado", "mais votados", "mais recente", "mais antigo",
        "più votati", "più votato", "più recente", "più vecchio", "nuovi", "vecchi", "meeste stemmen", "nieuwste",
        "oudste", "популярные", "по рейтингу", "больше голосов", "новые", "старые", "новее", "старее", "сначала новые",
        "сначала старые", "найновіші", "найстаріші", "найбільше голосів", "najnowsze", "najstarsze",
        "najwięcej głosów", "najwyżej oceniane", "en yeni", "eskiler", "en eski", "en çok oylanan", "beğenilenler",
        "الأكثر تصويتا", "الأكثر تصويتاً", "الأحدث", "الأقدم", "הכי מדורגים", "הכי חדש", "הכי ישן", "החדש ביותר",
        "הישן ביותר", "最多投票", "最新", "最旧", "最舊", "古い順", "新しい順", "nyeste", "eldste", "ældste", "nyast", "äldst",
    ];

    private static readonly string[] Bar =
    [
        .. ViewAll, .. Sorts, "inline feedbacks", "inline-feedbacks", "inline feedback",
        "commentaires en ligne", "comentarios en línea", "feedbacks embutidos", "feedback in linea",
        "feedback nel testo", "inline reacties", "межтекстовые отзывы", "вбудовані відгуки",
        "opinie w linii", "satır içi geri bildirimler", "ردود الفعل المضمنة", "משוב מוטבע", "内联反馈",
    ];

    private static readonly string[] ReplyTo =
    [
        "reply to", "antwort auf", "antwort an", "antworten auf", "répondre à", "réponse à", "en réponse à",
        "responder a", "respuesta a", "en respuesta a", "resposta a", "resposta para", "responder para",
        "em resposta a", "rispondi a", "risposta a", "in risposta a", "antwoord aan", "antwoord op",
        "beantwoord", "reageer op", "als antwoord op", "ответить на", "ответ на", "ответ для", "ответить",
        "відповісти на", "відповідь на", "відповісти", "odpowiedz", "odpowiedź do", "odpověď na", "svar til",
        "svar på", "svara på", "svar till", "رد على", "الرد على", "ردا على", "رداً على", "השב ל", "הגב ל", "תגובה ל",
        "בתגובה ל", "回复给", "回复", "回覆", "پاسخ به", "απάντηση σε", "răspunde la", "yanıtla", "balas ke",
    ];

    private static readonly FrozenSet<string> Reply = Set(
        "reply", "antworten", "répondre", "responder", "rispondi", "antwoord", "beantwoorden", "reageren", "ответить",
        "відповісти", "odpowiedz", "odpovědět", "yanıtla", "cevapla", "svara", "svar", "رد", "השב", "הגב", "回复", "返信",
        "답글", "پاسخ");

    private static readonly string[] ThreadLinks =
    [
        "show replies", "hide replies", "view replies", "antworten anzeigen", "afficher les réponses",
        "voir les réponses", "ver respuestas", "mostrar respuestas", "показать ответы", "mostra risposte",
    ];

    private static readonly string[] LastEdited =
    [
        "last edited", "zuletzt bearbeitet", "dernière modification", "dernière édition", "última edición",
        "última edição", "ultima modifica", "последний раз редактировалось", "laatst bewerkt",
    ];

    private static readonly FrozenSet<string> Footer = Set(
        "load more comments", "wpdiscuz", "insert", "mehr kommentare laden", "charger plus de commentaires",
        "cargar más comentarios", "carregar mais comentários", "carica altri commenti",
        "загрузить больше комментариев", "meer reacties laden");

    private static readonly string[] ReadMore =
    [
        "read more", "continue reading", "weiterlesen", "mehr lesen", "lire la suite", "lire plus", "leer más",
        "seguir leyendo", "ler mais", "leia mais", "leggi tutto", "leggi di più", "lees meer", "lees verder",
        "читать далее", "читать дальше", "читати далі", "czytaj więcej", "číst dále", "devamını oku", "اقرأ المزيد",
        "קרא עוד", "阅读更多", "閱讀更多", "続きを読む", "もっと読む", "더 보기", "läs mer", "les mer", "læs mere", "بیشتر بخوانید",
    ];

    private static readonly string[] ShareThis =
    [
        "share this article", "share this", "share this post", "share this story", "diesen artikel teilen",
        "artikel teilen", "partager cet article", "comparte este artículo", "compartir este artículo",
        "compartilhe este artigo", "condividi questo articolo", "deel dit artikel", "поделиться статьей",
        "поделиться", "شارك هذا المقال", "شارك المقال", "שתפו את הכתבה", "bu makaleyi paylaş", "udostępnij ten artykuł",
    ];

    private static readonly FrozenSet<string> Share = Set(
        "share", "shares", "total", "total shares", "mal geteilt", "partages", "partage", "compartidos",
        "compartilhamentos", "condivisioni");

    private static readonly string[] Notice =
    [
        "notice", "hinweis", "avis", "aviso", "avviso", "let op", "внимание", "примечание", "تنبيه", "ملاحظة", "הערה",
        "uwaga", "注意",
    ];

    private static readonly string[] AlsoReads = ["ALSO READ", "READ ALSO", "SEE ALSO", "READ MORE"];

    private static readonly FrozenSet<string> DefaultBadges = Set(
        "commenter", "upvoted", "rookie mentor", "mentor", "senior mentor", "downvoted", "first comment",
        "top commenter", "rookie commenter", "senior commenter", "popular", "verified", "subscriber", "supporter");

    private static readonly FrozenSet<string> Guest = Set(
        "guest", "gast", "invité", "invitado", "convidado", "visitante", "ospite", "гость", "гість", "gość", "host",
        "misafir", "ziyaretçi", "ضيف", "زائر", "אורח", "访客", "ゲスト", "gäst", "gjest", "gæst", "مهمان");

    private static readonly FrozenSet<string> Author = Set(
        "author", "autor", "auteur", "autore", "автор", "yazar", "كاتب", "المؤلف", "כותב", "作者", "författare");

    private static readonly FrozenDictionary<string, int> Months = Names(
        "january jan jan. januar janvier janv enero ene gennaio janeiro januari января янв stycznia ocak يناير ינואר січня januari",
        "february feb februar février févr febrero febbraio fevereiro fev февраля фев lutego şubat فبراير פברואר лютого februari",
        "march mar märz mär mars marzo março maart mrt марта мар marca mart مارس מרץ березня maret",
        "april apr avril avr abril abr aprile апреля апр kwietnia nisan أبريل ابريل אפריל квітня",
        "may mai mayo maggio mag maio mei maj мая май maja mayıs مايو מאי травня",
        "june jun juni juin junio giugno giu junho июня июн czerwca haziran يونيو יוני червня",
        "july jul juli juillet juil julio luglio lug julho июля июл lipca temmuz يوليو יולי липня",
        "august aug août agosto ago augustus augusti августа авг sierpnia ağustos أغسطس אוגוסט серпня",
        "september sept sep septembre septiembre settembre set setembro сентября сен września eylül سبتمبر ספטמבר вересня",
        "october oct oktober okt octobre octubre ottobre ott outubro out октября окт października ekim أكتوبر אוקטובר жовтня",
        "november nov novembre noviembre novembro ноября ноя listopada kasım نوفمبر נובמבר листопада",
        "december dec dezember décembre déc diciembre dic dicembre dezembro декабря дек grudnia aralık ديسمبر דצמבר грудня desember");

    // From Sunday, as .NET counts.
    private static readonly FrozenDictionary<string, int> Weekdays = Names(
        "sunday sun sonntag so dimanche dim domingo domenica zondag воскресенье вс неділя нд niedziela pazar الأحد ראשון 星期日 "
            + "日曜日 일요일 minggu",
        "monday mon montag mo lundi lun lunes lunedì segunda-feira segunda maandag понедельник пн понеділок poniedziałek pazartesi الاثنين "
            + "שני 星期一 月曜日 월요일 senin",
        "tuesday tue tues dienstag di mardi martes martedì terça-feira terça dinsdag вторник вт вівторок wtorek salı الثلاثاء שלישי 星期二 "
            + "火曜日 화요일 selasa",
        "wednesday wed mittwoch mi mercredi miércoles mercoledì quarta-feira quarta woensdag среда ср середа środa çarşamba الأربعاء רביעי "
            + "星期三 水曜日 수요일 rabu",
        "thursday thu thur thurs donnerstag do jeudi jueves giovedì quinta-feira quinta donderdag четверг чт четвер czwartek perşembe "
            + "الخميس חמישי 星期四 木曜日 목요일 kamis",
        "friday fri freitag fr vendredi viernes venerdì sexta-feira sexta vrijdag пятница пт пʼятниця piątek cuma الجمعة שישי 星期五 "
            + "金曜日 금요일 jumat",
        "saturday sat samstag sonnabend sa samedi sábado sabato zaterdag суббота сб субота sobota cumartesi السبت שבת 星期六 土曜日 토요일 sabtu");

    private static readonly FrozenSet<string> DateFillers = Set(
        "t", "z", "at", "um", "uhr", "à", "a", "h", "de", "del", "alle", "ore", "às", "om", "в",
        "о", "utc", "gmt", "st",
        "nd", "rd", "th", "le", "den", "kl", "и", "г", "on", "monday", "tuesday", "wednesday", "thursday",
        "friday", "saturday", "sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "montag", "dienstag",
        "mittwoch", "donnerstag", "freitag", "samstag", "sonntag");

    private static readonly FrozenSet<string> AgoWords = Set(
        "ago", "now", "yesterday", "today", "vor", "gestern", "heute", "gerade", "hace", "ayer", "fa", "ieri", "há",
        "atrás", "ontem", "назад", "вчера", "тому", "geleden", "gisteren", "temu", "wczoraj", "önce", "dün", "منذ",
        "לפני", "sedan", "siden", "hier", "πριν", "پیش", "före");

    public static bool IsCommentWord(string words) => Comment.Contains(words);
    public static bool IsReplyLink(string words) => Reply.Contains(words.Trim(' ', '|', '·', '•', '↩'));
    public static bool IsFooter(string words) => Footer.Contains(words);
    public static bool IsShareWord(string words) => Share.Contains(words);
    public static bool IsGuest(string words) => Guest.Contains(words);
    public static bool IsAuthor(string words) => Author.Contains(words);
    public static bool IsDefaultBadge(string words) => DefaultBadges.Contains(words);
    public static bool IsDateFiller(string word) => DateFillers.Contains(word);
    public static int Month(string word) => Months.GetValueOrDefault(word);

    /// <summary>The first day of the week that the words name.</summary>
    public static DayOfWeek? Weekday(string words)
    {
        foreach (var word in words.Split([' ', ',', '.', '(', ')', '/'], StringSplitOptions.RemoveEmptyEntries))
            if (Weekdays.TryGetValue(word, out var day)) return (DayOfWeek)(day - 1);
        return null;
    }

    public static bool? Meridiem(string word) => word.ToLowerInvariant() switch
    {
        "am" or "ص" or "صباحا" or "صباحًا" or "صباحاً" or "утра" or "ночи" or "上午" or "午前" or "오전" => false,
        "pm" or "م" or "مساء" or "مساءً" or "дня" or "вечера" or "下午" or "午後" or "오후" => true,
        _ => null,
    };

    public static bool IsThreadLink(string words) =>
        words.Length < 60 && Opening(ThreadLinks, words) is { } link
        && words.AsSpan(link.Length).Trim(" ()0123456789").IsEmpty;

    public static bool IsEditNote(string words) => words.Length < 120 && Opening(LastEdited, words) is not null;

    public static bool IsShareHeading(string words) =>
        words.Length < 60 && ShareThis.Contains(words.TrimEnd(' ', ':'), StringComparer.OrdinalIgnoreCase);

    public static bool IsNotice(string words) =>
        Opening(Notice, words) is { } word && words.AsSpan(word.Length).TrimStart() is [':' or '：', ..];

    /// <summary>The headline after "ALSO READ", written in capitals or with a colon; null on any other line.</summary>
    public static string? AlsoRead(string words)
    {
        if (words.Length > 300 || Opening(AlsoReads, words) is not { } opening)
            return null;
        var rest = words[opening.Length..].TrimStart();
        return words.StartsWith(opening, StringComparison.Ordinal) || rest.StartsWith(':')
            ? rest.Trim(' ', ':', '–', '—', '-', '|') : null;
    }

    /// <summary>The name after "Reply to"; null when the line says nothing of the kind.</summary>
    public static string? RepliedTo(string words) =>
        words.Length < 200 && Opening(ReplyTo, words) is { } opening ? words[opening.Length..].Trim(' ', ':') : null;

    /// <summary>Whether a line is nothing but words of the sort bar, and the first order it names.</summary>
    public static bool IsSortBar(string words, out string? firstSort)
    {
        firstSort = null;
        if (words.Length > 120)
            return false;
        while (words.Length > 0)
        {
            if (Opening(Bar, words) is not { } phrase)
                return false;
            if (firstSort is null && Sorts.Contains(phrase))
                firstSort = words[..phrase.Length];
            words = words[phrase.Length..].TrimStart(' ', '|', '·', ',', '•');
        }
        return true;
    }

    public static bool EndsSortBar(string words) => ViewAll.Contains(words, StringComparer.OrdinalIgnoreCase);

    public static bool IsReadMore(ReadOnlySpan<char> words)
    {
        foreach (var phrase in ReadMore)
            if (words.Equals(phrase, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    public static bool SaysRelativeTime(string words) =>
        words.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: <= 6 } parts
        && (Array.Exists(parts, AgoWords.Contains) || words.StartsWith("il y a ", StringComparison.OrdinalIgnoreCase)
            || (char.IsDigit(words[0]) && words[^1] is '前' or '전'));

    private static string? Opening(string[] phrases, string words)
    {
        string? longest = null;
        foreach (var phrase in phrases)
            if (phrase.Length > (longest?.Length ?? 0) && words.StartsWith(phrase, StringComparison.OrdinalIgnoreCase)
                && EndsAtWord(phrase, words))
                longest = phrase;
        return longest;
    }

    // Where words are not parted by spaces ("回复X", "השב לX"), the phrase may touch what follows.
    private static bool EndsAtWord(string phrase, string words) =>
        phrase.Length == words.Length || !char.IsLetter(words[phrase.Length]) || phrase[^1] is 'ל' or > '\u2E80';

    private static FrozenSet<string> Set(params string[] words) => words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static FrozenDictionary<string, int> Names(params string[] months) =>
        months.SelectMany((names, month) => names.Split(' ').Select(name => (name, month: month + 1)))
            .DistinctBy(named => named.name, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(named => named.name, named => named.month, StringComparer.OrdinalIgnoreCase);
}
