namespace Parley.Tests.Pages;

/// <summary>What fifty people say below one story: in several scripts, with lists, code, quotations and addresses, no two alike.</summary>
internal static class FiftyComments
{
    /// <summary>As long as names are, or longer.</summary>
    public static readonly string[] Names =
    [
        "Rosalind K.", "Old Pilot", "Жанна Воробьёва", "نور الدين الحسيني", "Björn Håkansson", "דנה לוי", "陈美玲", "अनन्या शर्मा",
        "María-José Fernández de la Vega", "O’Connor-Szczepański", "Γιώργος Παπαδόπουλος", "김서연", "Ünal Öztürk", "山田太郎",
        "Dr. Adaeze Nwachukwu", "harbourmaster's daughter", "Tom", "bridge_nerd_98",
    ];

    public static readonly string[] Texts =
    [
        """
        I cross that bridge four times a day, and I have watched the rust grow through the paint like ivy. Of course it must be closed.

        But “we have painted over it for thirty years” is not an argument for *this* May. It is an admission.
        """,
        """
        > It is an admission

        I was a harbour pilot for twenty-six years and went under it about eleven thousand times, so take this as a witness and not as an
        engineer. When a lorry brakes up there you can **see** the hangers move against each other. You could not in 1998.
        """,
        "А почему не поставить ворота по высоте? Выше двух метров просто не проедешь, и никто не нужен ни днём, ни ночью.",
        "أعبر الجسر كل يوم مع أطفالي. هل ستتسع العبّارة لعربات الأطفال؟ لم يُجب أحد عن هذا السؤال حتى الآن، لا في الجلسة ولا في التقرير.",
        """
        Three things that nobody has counted yet:

        1. the ambulances, which go round by the locks and lose eleven minutes;
        2. the market:
           - stalls on the north side,
           - deliveries before six;
        3. the school on Chapel Hill.
        """,
        """
        For everybody who wants to check the numbers in appendix C:

        ```
        def sag(load_kn, span_m=142.0, stiffness=2.1e11):
            return 5 * load_kn * span_m ** 4 / (384 * stiffness * 0.0041)

        for lorries in range(1, 12):
            print(lorries, round(sag(40 * lorries) * 1000, 1), 'mm')
        ```

        The constant `0.0041` is my guess.
        """,
        "桥已经三十年没有认真检查过了。现在突然说五月必须关闭,那么去年为什么可以通过?希望市政府公布全部测量数据,让大家自己判断。",
        "גם אני עובר שם כל בוקר. המעבורת היא רעיון יפה, אבל מה קורה כשיש רוח? בחורף שעבר היא לא יצאה אחד־עשר ימים.",
        "Yes.",
        "पुल बंद होना चाहिए, लेकिन बच्चों के स्कूल का क्या होगा? घाट से स्कूल तक चालीस मिनट लगते हैं।",
        "That is the first thing anyone has said here that changed my mind a little. Could coaches be kept off it until October?",
        "They looked at it: https://example.org/reports/2026/bridge/appendix-c.html?table=14. About one in nine went across.",
        "I don’t think that is fair to the council. They asked for the money in 2011, 2015 and 2019, and each time the region said no.",
        "Does the ferry run on Sundays? My mother lives on the other side and can’t walk to the locks.",
        "It does, from seven. The timetable hangs at the Lower Quay since yesterday: every 12 minutes until 20:00, then every 20.",
        "Γιατί δεν ρωτάει κανείς τους πιλότους; Αυτοί ξέρουν τη γέφυρα καλύτερα από όλους μας.",
        """
        My grandfather welded on it. He said that the drawings and the bridge had met once and had not got on.

        He also said, every single time that we drove over it, that whoever builds for sixty years should write it on the thing in letters
        that can be read from a boat, since nobody reads files, and everybody looks up. I was eight. I have thought of it in every building
        that I have been in since: hospitals, two schools, a library whose roof was good for thirty years and is now fifty-one.
        """,
        "이 다리를 매일 건넙니다. 배가 얼마나 자주 오는지 아시는 분 계신가요? 자전거도 실을 수 있는지 궁금합니다.",
        "*Nobody* was asked. ~~Everybody~~ was told.",
        "What does “closed to everybody” mean for the anglers? Half of the old town fishes from the north pier.",
        "私は反対です。橋を閉める前に、代わりの交通手段を用意してください。毎朝病院に通っている人もいます。",
        "Wer zahlt eigentlich die Fähre, wenn sie im Nebel nicht fährt? Das steht im Vertragsentwurf auf Seite 19, nur eben nicht wer.",
        "Mi padre vende pescado en el muelle norte desde 1987. Sin el puente, el hielo llega dos horas tarde y se acabó el mercado.",
        "Un bac pour quatre-vingt-dix personnes, toutes les douze minutes : cela fait 450 à l’heure. Nous sommes onze mille par jour.",
        "Köprü kapanırsa servisler nereden geçecek? Kilitlerden dolaşmak sabah trafiğinde kırk dakika, çocuklar derse geç kalır.",
        "Мій автобус уже двічі об’їжджав міст шлюзами, бо вітер. Двадцять шість хвилин у розкладі — це без черги на переїзді.",
        "Count again: there are two ferries, and the second boat comes from the region in June. It is in the minutes of 12 March.",
        "In June. The bridge closes in May.",
        "So that is four weeks with one boat. I would call it a bad month and not the end of the town.",
        "You don’t sell strawberries. Four weeks in May and June are the season; the rest of the year we wait for them.",
        "Could the market move over to the south side for that month? There is the car park at the old customs house.",
        """
        It was tried in 2004, when the quay was repaved:

        * half of the stalls came,
        * a third of the customers,
        * and the customs house sent a bill for the lavatories.
        """,
        "Then let the town pay that bill, in writing, before anybody packs a crate. I’d be there at five, and so would my brothers.",
        "I have asked for exactly that at the counter of the town hall. They were kind and gave me a form for lost property.",
        "Has anybody seen how the trains will be? The 7:14 is full today, and it will have the bus passengers on top of that.",
        "The railway says two more carriages from the second of May. “Subject to availability”, which means that they haven’t got them.",
        "`availability = 0` if you look at what runs on Sundays. I work in the depot; there is one spare carriage, and it has no heating.",
        "No heating is fine in May.",
        "Not at six in the morning on the estuary, it isn’t. But I would rather be cold than go round by the locks.",
        "My bus driver says the turning circle at the Lower Quay is too small for the long buses. Who measured that, and when?",
        "Somebody did: on Friday there were four people with a tape and a bus. It went round at the third attempt, with a fence down.",
        "Is it true that cyclists may take the service path of the railway bridge? It would be ten minutes and no boat at all.",
        "It was promised in 2017 and again last year. The path is 90 cm wide, the railway wants 140, and there we have been since.",
        "Ninety centimetres is a corridor. People get a piano through a corridor. Put up a gate: one way by day, the other at night.",
        "And who closes the gate when a train comes? I like the idea, I’m only asking who stands there when it rains.",
        "A lock with a timer, as at the allotments, for 300 a piece. We have had one for nine winters, and it has been stuck once.",
        "Could the paper print the plan of the ferry landing? In the town hall it hangs behind a cupboard, and you see the left half.",
        "The left half is the half with the ramp. The right half has the steps: forty-one of them, with no rail on the sea side.",
        "Forty-one steps with a pram. I’ll see you all at the locks, then.",
        "Thank you for the report. It is the first in which I have read what it means for those who live on the other side. 👍🏽",
    ];
}
