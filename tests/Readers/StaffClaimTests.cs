using System.Net;
using System.Net.Http.Json;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Parley.Readers;

namespace Parley.Tests.Readers;

public sealed class StaffClaimTests(Site site) : IClassFixture<Site>
{
    [Theory]
    [InlineData("Joe Root", "Chris Staff", "Support Ukraine", "System of a Down", "Moderate Mike", "Admiral", "Team Rocket",
        "Host of Seraphim")]
    [InlineData("Joe_Root", "J. Root", "A. Root", "Joe-Root", "Ann O'Staff", "Chris Staff ❤️", "In Moderation", "Nigel Press",
        "News Junkie")]
    [InlineData("Creditor", "Modern Art", "Modder", "Administer Hope's Child", "Radmila", "Teamster", "Pressler", "Joe Root, Leeds",
        "🇨🇭 Sam")]
    [InlineData("برويز مشرف", "ميدان التحرير", "Команда Навального", "Oficial García", "Equipo Rojo", "王伟", "田中 太郎", "מערכת השמש")]
    [InlineData("Marie Lechef", "Otto Verleger-Braun", "Julia Boss", "Paul Desk", "Trusted Friend", "Anna Direttore", "Petra Vorstand",
        "Ivan Начальников")]
    public async Task A_person_may_have_a_word_of_staff_in_their_name(params string[] names) => Assert.Equal(names, await Allowed(names));

    [Theory]
    [InlineData("Admin1", "Mods", "Ann=admin", "Ann,Staff", "Editor—in—Chief", "Sysadmin", "Adm1n", "M0derator", "Adm1n2", "@dmin",
        "4dmin")]
    [InlineData("Staff", "The Staff", "Parley Staff", "News Team", "Staff 5", "5taff", "r00t", "Support", "Official", "Owner",
        "NewsTeam", "newsteam")]
    [InlineData("Ann (Support)", "[Staff] Ann", "Ann | News", "Ann/Team", "Ann: Staff", "Ann@staff", "Ann – Staff", "Ann - Staff",
        "Ann ⭐ Staff")]
    [InlineData("🅰🅳🅼🅸🅽", "Ⓐdmin", "🄰🄳🄼🄸🄽", "🅐🅓🅜🅘🅝", "⒜⒟⒨⒤⒩", "🇦🇩🇲🇮🇳", "ＡＤＭＩＮ", "a d m i n", "Ad-min",
        "VVebmaster", "Web Master", "Nevvs Team")]
    [InlineData("SiteAdmin", "siteadmin", "AnnAdmin", "xX_Admin_Xx", "Moderator:innen", "Superadmin", "Head Moderator", "Sub-Editor",
        "Mod Ann")]
    [InlineData("Chefredaktion", "Chefredakteurin", "Sportredaktion", "Die Redaktion", "Moderatorenteam", "Administratoren", "Herausgeber")]
    [InlineData("La rédaction", "Rédacteur en chef", "Modératrice", "L'équipe", "La redacción", "Moderadores", "Administradora",
        "El equipo", "Soporte")]
    [InlineData("Модераторы", "Администрация", "Главный редактор", "Сисадмин", "Служба поддержки", "Редакція", "Адміністраторка",
        "Адмін", "Команда", "команда", "КОМАНДА")]
    [InlineData("Yönetici", "Moderatör", "Editör", "Genel Yayın Yönetmeni", "Destek Ekibi", "المشرف", "رئيس التحرير", "هيئة التحرير",
        "الإدارة", "مُشْرِف")]
    [InlineData("המערכת", "מערכת", "עורכת ראשית", "הצוות", "מנהל האתר", "管理员", "管理員", "我是管理员", "编辑部", "總編輯", "官方", "新闻团队", "版主")]
    [InlineData("管理人", "編集部", "モデレーター", "運営", "スタッフ", "관리자", "운영자", "편집장", "고객센터", "공식")]
    [InlineData("Moderatore", "Moderatori", "La redazione", "Amministratrice", "Redação", "Administrador", "Equipe", "Redakcja",
        "Moderatorka")]
    [InlineData("Redactie", "Beheerder", "Hoofdredacteur", "Redaksi", "Pengelola", "व्यवस्थापक", "संपादक", "मॉडरेटर", "مدیر", "سردبیر",
        "پشتیبانی")]
    [InlineData("Chef vom Dienst", "Ressortleiterin", "Leserservice", "Der Verlag", "The Journalist", "Trust and Safety", "Co-Admin",
        "Superuser", "News Desk")]
    [InlineData("Modos", "Le directeur", "La direction", "La administración", "Atención al cliente", "Periodista", "Редколлегия", "Модер",
        "Головред", "Видавництво")]
    [InlineData("Muhabir", "Moderatörler", "Basın Sözcüsü", "المحررين", "مراسل", "עורכות", "דובר האתר", "מודרטורים", "Jornalista",
        "Administradora", "Caporedattrice")]
    [InlineData("Redaktor naczelny", "Wydawca", "Redactieteam", "Verslaggever", "Wartawan", "Pemimpin Redaksi", "पत्रकार", "خبرنگار", "記者",
        "広報", "기자", "편집인", "责编", "管理团队")]
    public async Task A_name_that_claims_an_office_is_refused_in_any_spelling_and_language(params string[] names) =>
        Assert.Empty(await Allowed(names));

    [Theory]
    [InlineData("StAff", "SuPPort", "TeaM", "sTAFF", "NeWs TeAm", "S t a f f", "S.T.A.F.F.", "s-t-a-f-f", "r o o t", "R_o_o_t",
        "T E A M", "r.0.0.t")]
    [InlineData("Sup-port", "Sta_ff", "Sta.ff", "Sup·port", "St1aff", "Sta👍ff", "S|t|a|f|f", "S*u*p*p*o*r*t", "Ann | S t a f f",
        "The S t a f f", "A.dmin")]
    [InlineData("管 理 员", "管-理-员", "管·理·员", "管理 员", "编 辑", "官 方", "版.主", "관 리 자", "관-리-자", "운 영 팀", "関 係 者 管 理 人", "運 営", "モ デ レ ー タ ー")]
    [InlineData("מ נ ה ל", "م د ي ر", "م-د-ي-ر", "м о д е р", "А д м и н", "и.з.д.а.т.е.л.ь")]
    public async Task Spread_torn_or_in_mixed_case_it_claims_the_same(params string[] names) => Assert.Empty(await Allowed(names));

    [Theory]
    [InlineData("IT Support", "Customer Care", "Moderating Team", "Community Manager", "Abuse Team", "Site Owner", "Tech Desk",
        "Managing Director")]
    [InlineData("Seitenbetreiber", "Forenleitung", "Die Leitung", "Kundenbetreuung", "Schriftleitung", "Das Team", "Der Support",
        "Leiter Technik")]
    [InlineData("La gérante", "Service client", "Le support", "Directeur de la publication", "Porte-parole", "La rédac",
        "Secrétariat général")]
    [InlineData("Gerencia", "Equipo técnico", "El personal", "Jefe de prensa", "Coordinadora", "Vocero", "Moderación")]
    [InlineData("Дирекция", "Служба сайта", "Пресс-секретарь", "Куратор форума", "Сотрудники", "Редакторы", "Наша команда")]
    [InlineData("Пресслужба", "Керівник сайту", "Співробітники", "Кореспондентка", "Модерація", "Технічна підтримка")]
    [InlineData("Moderasyon", "Yetkili", "Site Yetkilisi", "Müşteri Hizmetleri", "Haber Merkezi", "Yayın Kurulu", "Teknik Destek",
        "Köşe Editörü")]
    [InlineData("الإشراف", "صاحب الموقع", "مراقب", "موظفو الموقع", "خدمة العملاء", "فريق الدعم الفني", "المالك", "هيئة الرقابة")]
    [InlineData("כתב", "כתבת", "הכתב", "מפעיל האתר", "נציגת שירות", "מוציא לאור", "מנכ״ל", "מנכ\"ל האתר", "צוות טכני", "עורך־ראשי")]
    [InlineData("管理", "论坛管理", "审核", "管理处", "負責人", "网站维护", "技术支持", "编委会", "社区管理员", "新闻部", "值班主任", "客户服务")]
    [InlineData("管理チーム", "論説委員", "編集長", "担当者", "報道部", "公式さん", "サイト責任者", "カスタマーサポート", "校閲係")]
    [InlineData("관리팀", "편집팀", "관리", "기자님", "운영팀장", "게시판관리", "고객센터", "논설위원", "홍보팀", "보도국장")]
    [InlineData("Gerente", "Moderação", "O Suporte", "Atendimento ao cliente", "Direção geral", "Assessoria de imprensa", "Funcionário")]
    [InlineData("Moderazione", "La segreteria", "Ufficio stampa", "Servizio clienti", "Il gestore", "Direttore responsabile", "Lo staff")]
    [InlineData("Moderacja", "Wydawnictwo", "Zespół redakcyjny", "Biuro prasowe", "Dyrekcja", "Obsługa klienta",
        "Rzecznik prasowy", "Pracownik")]
    [InlineData("Klantenservice", "De uitgever", "Woordvoerder", "Forumbeheer", "Het bestuur", "Medewerkers", "Toezichthouder")]
    [InlineData("Moderasi", "Tim Resmi", "Juru Bicara", "Penanggung Jawab", "Petugas", "Pimpinan", "Layanan Pelanggan", "Staf Redaksi")]
    [InlineData("संचालक", "प्रबंधन", "तकनीकी सहायता", "मुख्य संपादक", "हमारी टीम", "निदेशक", "मॉडरेशन")]
    [InlineData("کارکنان", "سخنگو", "مدیر مسئول", "خدمات مشتریان", "صاحب سایت", "سرپرست", "روزنامه‌نگار", "تیم پشتیبانی")]
    public async Task Offices_of_every_language_are_known(params string[] names) => Assert.Empty(await Allowed(names));

    /// <summary>First names, surnames and everyday nicknames, some of which are offices somewhere.</summary>
    private static readonly string[] People =
    [
        .. """
        E. Root|Y. Root|E Root|Y Root|Al Root|Al Press|Des Staff|Van Root|Del Host|Le Root
        De Root|A. D. Min|J.R. Root|A Staff|O. Staff|J. K. Press|Du Boss|Das Desk
        Tim|Tim Staff|Tim Root|Tim O.|Tim-Ole|T. I. Mo|Des K.|Des K|Tea M.|Tea M|Jo Host
        Ty Board|Ed Press|Bo Chief|Mo Desk|Ike Root|The Roots|Roots Manuva
        Lei Tung|Lei-Tung|LeiTung|Mo-Do|Lei Ding|Haber|Fritz Haber|Care Bear|Trust
        Trust Moyo|Resmi|Resmi Nair|Rasmi|Malik|Nizam|Nizam Malik|Moddy|Modesta
        上官方平|上官婉儿|王伟|欧阳娜娜|诸葛亮|管仲|李小龙|小新|老王|快乐的猫|田中太郎|佐藤 花子|長谷川|公文 公平|編 太郎|さくら|김민수|지원|하지원|이지원|팀 쿡|팀|박관리|남궁민|장미|김 진 원
        مالك|نظام|رسمي|علي مشرفة|برويز مشرف|عبد المالك|نظام الملك|محمد صلاح|سارة
        أحمد دبير|مالک|صاحب|ناصر ملک|رضا دبیری|دبير علي|یاسر عرفات|ام كلثوم
        דוד לוי|כהן|מיכל|שירות לאומי|אורי מערכתי|יעל כתבי|בן גוריון|ג׳ורג׳|משה דיין|רות
        Иван Редькин|Пётр Командин|Анна Служба-Петрова|Директоренко Олег|Модест
        Модина|Начальников Иван|Вася|Шефер|Олена Пресс|Командор|Кот Матроскин
        अमित मालिक|सुनीता|राज प्रधान|मलिक|आरती सेवक|गुरु
        Yönetken|Ali Haberci|Basri|Müdürzade Ali|Ekip Arkadaşım Ali|Kurultay|Deniz|Çalışkan
        Anna Stampa|Paolo Direttoresi|Redento|Capone|Gestorini Anna|Marta Dirigenti|Ufficiali Maria
        Berita Sari|Timothy|Staffan|Staffan Berg|Humaira|Layana|Budi Santoso|Pimpa
        Chefchaouen|Chefs Kiss|Deskin|Hostetler|Bossi|Bosse|Pressman|Crewe|Desky|Newsome
        Newson|Teamer|Ownby|Rooter|Rooth|Boardman|Legault|Secure Joe|Systema Anna
        Verlagsmann|Dienstbier|Dienstag|Leitner|Ressorti|Zeitunger|Chefin Anna Maria|Hoofdman|Persson|Persijn|Beheerin|Leidinga
        Jefferson|Jefe Rojo|Personal Trainer Ana|Dueñas|Prensa Latina Fan|Oficialia|Gerente Lopez|Donoso|Servicio Secreto|Chefe Silva|Donato
        Obsługowski|Zespolak Jan|Prasałek|Biuroński|Pomocnik Jan
        Night Owl|Concerned Citizen|Reader 42|Bookworm|xX_Dragon_Xx|CaptainObvious|a friend
        News Junkie|Root Beer|Chef Ramsay|Boss Baby|Team Rocket|Host of Seraphim|OldMan
        Der alte Mann|Le petit prince|El Niño|La Llorona|Il Postino|De Vries|Van den Berg|Von Trapp
        Das Boot|Do Santos|Dos Passos|Y. Ono|O. Henry|E. E. Cummings|M. Night|S. T. Arr
        """.Split(['|', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
    ];

    [Fact]
    [Once]
    public void People_keep_their_names() => Assert.DoesNotContain(People, name => StaffClaim.IsMade(name, "Parley Gazette"));

    private static readonly string[] First =
        "Al|Des|Van|Del|Tim|Tea|Jo|Bo|Ed|Ty|E.|Y.|O.|J. R.|Mo|Lee|Ann|Ivan|Мария|محمد|דוד|李|김|Ana María|Jean-Luc|xX".Split('|');
    private static readonly string[] Surnames = "Root|Press|Host|Boss|Desk|Board|Chief|Legal|Staff|Crew|Owner|Journalist".Split('|');

    [Property]
    [Once]
    public void A_surname_claims_nothing_behind_a_first_name_or_an_initial() =>
        Gen.Select(Gen.Int[0, First.Length - 1], Gen.Int[0, Surnames.Length - 1], Gen.Int[0, 3]).Holds(x =>
        {
            var (first, surname) = (First[x.Item1], Surnames[x.Item2]);
            var name = x.Item3 switch
            {
                0 => $"{first} {surname}",
                1 => $"{first} {surname}-Miller",
                2 => $"{first} Q. {surname}",
                _ => $"{first} {surname.ToUpperInvariant()}"
            };
            Assert.False(StaffClaim.IsMade(name, "The Gazette"), name);
        });

    [Fact]
    public async Task Whoever_appoints_is_told_how_many_readers_write_under_that_name_already()
    {
        foreach (var name in new[] { "Ines Wolter", "lnes Wolter", "Ines Walter" }) await site.NewGuest(name);
        var appointed = await site.Staff(x => x.Add(Role.Editor, site.Mail("ines@news.example"), "Ines Wolter", default));
        using var scope = site.App.Services.CreateScope();

        Assert.Equal(2, await scope.ServiceProvider.GetRequiredService<Staff>().Namesakes(appointed, default));
    }

    private async Task<List<string>> Allowed(string[] names)
    {
        var allowed = new List<string>();
        foreach (var name in names)
        {
            using var answer = await site.Api().PostAsJsonAsync("/api/v1/guests", new { name });
            if (answer.StatusCode == HttpStatusCode.Created) allowed.Add(name);
            else Assert.Equal((name, "name-taken"), (name, await answer.Code()));
        }
        return allowed;
    }
}
