namespace Parley.Readers;

/// <summary>The words by which people of a house are known, in the languages of the pages and of those who read most.</summary>
internal static class Offices
{
    /// <summary>Mean an office and nothing else.</summary>
    public static readonly string[] Sure =
    [
        "admin admins administrator administration mod mods modteam moderator editor editors editorinchief subeditor coeditor",
        "webmaster sysadmin sysop superuser coadmin newseditor webmistress",
        "ressortleiter ressortleiterin chefredaktor lektorat administratoren moderatoren",
        "administración administradores administradoras moderadoras redactores redactoras webmáster redacteurs rédactrices webmestres",
        "модер модеры модери админша головред редколлегия редколегія редсовет редрада шеф-редактор",
        "adminler moderatörler redaktör redaktörler yayıncı başeditör",
        "أدمنز محررين المحررين مدراء مدرا مشرفو مشرفة مشرفات مديرو",
        "מנהלי מנהלות עורכות אדמינים אדמינית מודרטורים מודרטורית",
        "moderadora redatores redatoras caporedattori caporedattrice vicedirettore redaktorzy moderatorzy administratorzy",
        "redactieteam moderatoren beheerteam pemimpinredaksi adminweb",
        "मॉडरेटर्स एडमिनिस्ट्रेटर संपादकीय سردبیران مدیران ادمینها ناظران",
        "redaktion redakteur redakteurin herausgeber herausgeberin chefredaktion moderatorin administratorin systemverwalter",
        "rédaction rédacteur rédactrice rédacteurs modérateur modératrice administrateur administratrice webmestre",
        "moderador moderadora moderadores administrador administradora redacción redactor redactora editora editores editorial-jefe",
        "модератор модераторы модераторка модератори редактор редакторы редакторка редакция редакции редакція редакції",
        "администратор адміністратор",
        "админ админы адмін адміни админка администрация адміністрація главред сисадмин сисадмін вебмастер модерация",
        "yönetici yöneticiler moderatör editör editörler redaksiyon yayınyönetmeni yazıişleri",
        "مدير مديرة مدراء إدارة أدمن ادمن محررون رئيسالتحرير مشرفون مشرفين المشرفين المدير الإدارة",
        "מנהל מנהלת מנהלים עורך עורכת עורכים אדמין מודרטור הנהלה הנהלת",
        "redação redator redatora editor-chefe moderação administração",
        "moderatore moderatori moderatrice amministratore amministratrice amministrazione redazione redattore redattrice",
        "caporedattore editrice",
        "redakcja redaktor redaktorka administratorka moderatorka",
        "redactie hoofdredactie redacteur redactrice hoofdredacteur beheerder beheerders eindredacteur",
        "redaksi redaktur penyunting pengelola pengurus pemred",
        "व्यवस्थापक प्रशासक संपादक सम्पादक मॉडरेटर मोडरेटर एडमिन एडिटर",
        "مدیر مدیریت ادمین سردبیر سردبیری تحریریه گرداننده",
    ];

    /// <summary>Parts of words that are offices in any ending and compound: Sportredaktion, Moderatorenteam, модераторами.</summary>
    public static readonly string[] Stems =
    [
        "administrat administrad moderator moderateur moderatric moderador sysadmin webmaster redaktion redakteur redaktör redaksi redakcj",
        "redaktork redaktorz",
        "redazione redattor redattric redacteur redacção amministrat beheerder hoofdredact redactie yönetici moderatör",
        "модератор администрат адміністрат редакци редакці главред сисадм",
    ];

    /// <summary>In scripts that put no spaces between words: offices wherever they stand.</summary>
    public static readonly string[] Unspaced =
    [
        "管理员 管理員 管理者 管理人 管理组 管理組 管理层 站长 站長 版主 版务 版務 超管 网管 網管 编辑 編輯 編集 主编 主編 总编 總編 小编 小編 客服 官方 审核员 審核員 站務 主笔 主筆 责编 責編 管理部 管理團隊 管理团队",
        "運営者 運営チーム 運営スタッフ モデレータ 事務局 アドミン エディター サイト管理 運営部 ウェブマスター モデレーション",
        "관리자 운영자 운영진 운영팀 편집장 편집자 편집부 편집국 고객센터 모더레이터 어드민 에디터 관리진 관리인 편집인 발행인 운영위원",
    ];

    /// <summary>Surnames and everyday words too.</summary>
    public static readonly string[] Doubtful =
    [
        "parley staff official officials support system root team host service services press news newsroom newsdesk owner",
        "helpdesk manager reporter journalist correspondent columnist desk chief boss spokesperson security safety trust legal ombudsman",
        "redakteurteam verlag verleger verlegerin geschäftsführung geschäftsführer leserservice leserbriefe chef chefin vorstand pressesprecher ressort",
        "reporterin korrespondent korrespondentin journalistin sekretariat",
        "modo modos journaliste correspondant correspondante direction directeur directrice responsable clients éditeur éditrice porte-parole",
        "periodista reportero reportera corresponsal jefe jefa dirección atención cliente clientes portavoz",
        "журналист журналистка корреспондент репортёр репортер издатель издательство начальник начальство руководитель",
        "журналіст журналістка кореспондент кореспондентка керівник керівництво видавець видавництво прессекретар",
        "muhabir gazeteci basın kurul sözcü sözcüsü müdürü yayınevi",
        "صحفي صحافي مراسل ناشر متحدث ניהול עיתונאי עיתונאית דובר דוברת",
        "jornalista repórter chefia giornalista inviato direttrice responsabile dziennikarz dziennikarka naczelny naczelna wydawca",
        "verslaggever uitgever moderatie hoofd wartawan jurnalis humas penerbit",
        "पत्रकार संवाददाता प्रबंधक प्रकाशक स्टाफ कर्मचारी خبرنگار ناشر مسئول",
        "記者 广报 広報 社长 社長 기자 매니저 대표",
        "management publisher editorial moderation board operator newsteam crew sysop personnel director founder webteam",
        "mannschaft leitung verwaltung kundendienst offiziell betreiber nachrichten presse pressestelle zeitung dienst besitzer",
        "inhaber mitarbeiter",
        "équipe officiel officielle assistance modération propriétaire actualités",
        "equipo soporte oficial sistema servicio prensa noticias dueño propietario moderación director directora personal",
        "команда поддержка поддержки підтримка підтримки служба официальный официально офіційний система новости новини пресса",
        "преса владелец власник",
        "персонал сотрудник сотрудники руководство директор техподдержка модерація",
        "ekip ekibi destek desteği resmi personel sistem sorumlu müdür yönetim yönetimi yönetmen haber haberler sahibi servis servisi",
        "مشرف محرر تحرير هيئة طاقم فريق دعم الدعم رسمي الرسمي نظام رئيس مسؤول صحافة أخبار مالك خدمة",
        "מערכת צוות תמיכה רשמי מנחה חדשות עיתונות בעלים שירות הצוות התמיכה",
        "系统 系統 团队 團隊 工作人员 工作人員 运营 營運 新闻 新聞 支持 服务 服務 记者站 站务",
        "運営 公式 スタッフ サポート システム チーム ニュース オーナー ホスト",
        "공식 스태프 직원 시스템 팀 뉴스 지원 운영 지원팀 뉴스팀 고객지원",
        "equipe equipa suporte imprensa notícias serviço dono",
        "ufficiale squadra assistenza supporto direttore direzione notizie stampa servizio gestore proprietario",
        "zespół obsługa wsparcie oficjalny oficjalne wiadomości prasa właściciel",
        "ondersteuning officieel nieuws pers dienst eigenaar medewerker beheer",
        "staf tim resmi dukungan berita layanan pemilik",
        "टीम आधिकारिक समर्थन समाचार सहायता",
        "پشتیبانی رسمی تیم ناظر ویراستار سیستم خبر اخبار مالک",
    ];

    /// <summary>What may stand beside an office without naming anybody.</summary>
    public static readonly string[] Beside =
    [
        "the of for and our your site web online community forum head chief senior lead real verified original help desk customer tech",
        "technical public relations technisch",
        "der die das und von vom zum al do dos unser ihr le la les du des et notre votre el los las del il gli della y e het van os",
        "сайта сайту главный технической техническая официальная صفحة الموقع موقع האתר אתר הרשמי 网站 網站 サイト 사이트 genel sitesi site",
    ];

    /// <summary>Written at the beginning of the word: المشرف, המערכת.</summary>
    public static readonly string[] JoinedArticles = ["ال", "ה"];
}
