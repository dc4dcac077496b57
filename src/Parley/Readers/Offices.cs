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
        "أدمنز محررين المحررين مدراء مدرا مشرفو مشرفات مديرو",
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
        "مدیر مدیریت ادمین سردبیر سردبیری تحریریه گرداننده مدیرمسئول",
        "schriftleitung schriftleiter schriftleiterin rédac editörü उपसंपादक मॉडरेशन संपादन सम्पादकीय",
    ];

    /// <summary>Parts of words that are offices in any ending and compound: Sportredaktion, Moderatorenteam, модераторами.</summary>
    public static readonly string[] Stems =
    [
        "administrat administrad moderator moderateur moderatric moderador sysadmin webmaster redaktion redakteur redaktör redaksi redakcj",
        "redaktork redaktorz",
        "redazione redattor redattric redacteur redacção amministrat beheerder hoofdredact redactie yönetici moderatör",
        "moderac moderaz moderasy moderasi redakcyj redaktor модерац редактор",
        "модератор администрат адміністрат редакци редакці главред сисадм",
    ];

    /// <summary>In scripts that put no spaces between words: offices wherever they stand.</summary>
    public static readonly string[] Unspaced =
    [
        "管理员 管理員 管理者 管理人 管理组 管理組 管理层 站长 站長 版主 版务 版務 超管 网管 網管 编辑 編輯 編集 主编 主編 总编 總編 小编 小編 客服 官方 审核员 審核員 站務 主笔 主筆 责编 責編 管理部 管理團隊 管理团队",
        "運営者 運営チーム 運営スタッフ モデレータ 事務局 アドミン エディター サイト管理 運営部 ウェブマスター モデレーション",
        "관리자 운영자 운영진 운영팀 편집장 편집자 편집부 편집국 고객센터 모더레이터 어드민 에디터 관리진 관리인 편집인 발행인 운영위원",
    ];

    /// <summary>Surnames and everyday words too, by language; * for those that are at home in all of them.</summary>
    public static readonly (string Language, string Words)[] Doubtful =
    [
        ("*", "team support service services staff news manager helpdesk newsdesk hotline webteam newsteam moderation sysop"),
        ("*", "system crew official parley"),
        ("en", "officials root host press newsroom owner owners reporter journalist correspondent columnist desk chief boss"),
        ("en", "spokesperson spokesman spokeswoman security safety legal ombudsman management publisher editorial board"),
        ("en", "operator director founder cofounder supervisor employee employees copydesk factchecker compliance managers"),
        ("en", "reporters journalists representative"),
        ("de", "redakteurteam verlag verleger verlegerin geschäftsführung geschäftsführer geschäftsführerin leserservice"),
        ("de", "leserbriefe chef chefin vorstand pressesprecher pressesprecherin ressort reporter reporterin korrespondent"),
        ("de", "korrespondentin journalist journalistin sekretariat mannschaft leitung leiter leiterin verwaltung kundendienst"),
        ("de", "kundenservice kundenbetreuung offiziell offizielle betreiber betreiberin nachrichten presse pressestelle"),
        ("de", "zeitung dienst besitzer besitzerin inhaber inhaberin mitarbeiter mitarbeiterin mitarbeiterinnen mitarbeitende"),
        ("de", "betreuung aufsicht zentrale ombudsmann ombudsfrau direktion direktor direktorin schriftführung systembetreuung"),
        ("fr", "équipe officiel officielle officiels assistance modération propriétaire actualités actus modo modos"),
        ("fr", "journaliste journalistes correspondant correspondante direction directeur directrice responsable éditeur"),
        ("fr", "éditrice porte-parole presse gérant gérante gestionnaire personnel employé employée système hébergeur"),
        ("fr", "fondateur fondatrice dirigeant secrétariat chroniqueur chroniqueuse chef cheffe reporter"),
        ("es", "equipo soporte oficial sistema servicio prensa noticias dueño dueña propietario propietaria moderación"),
        ("es", "director directora dirección personal periodista periodistas reportero reportera corresponsal jefe jefa"),
        ("es", "jefatura atención portavoz gerente gerencia gestor gestora encargado encargada editorial responsable empleado"),
        ("es", "empleada supervisor supervisora fundador fundadora columnista vocero vocera coordinador coordinadora"),
        ("es", "coordinación directiva"),
        ("pt", "equipe equipa suporte imprensa notícias serviço dono jornalista jornalistas repórter chefia gerente gerência"),
        ("pt", "direção direcção diretor diretora director directora proprietário proprietária oficial sistema funcionário"),
        ("pt", "funcionária responsável atendimento editoria porta-voz gestor gestora gestão apoio correspondente colunista"),
        ("pt", "assessoria ouvidoria ouvidor ouvidora supervisor supervisora supervisão coordenação coordenador coordenadora"),
        ("it", "ufficiale squadra assistenza supporto direttore direttrice direzione notizie stampa servizio gestore gestione"),
        ("it", "proprietario proprietaria giornalista giornalisti inviato inviata responsabile editore editori sistema"),
        ("it", "titolare gerente portavoce dirigente dirigenza caposervizio ufficio corrispondente cronista personale"),
        ("it", "fondatore fondatrice coordinatore coordinatrice supervisore segreteria"),
        ("nl", "ondersteuning officieel officiële nieuws pers dienst eigenaar eigenaresse medewerker medewerkers medewerkster"),
        ("nl", "beheer verslaggever verslaggeefster uitgever uitgeverij moderatie hoofd klantenservice klantendienst"),
        ("nl", "lezersservice journalist journaliste correspondent woordvoerder woordvoerster directie directeur leiding"),
        ("nl", "bestuur systeem personeel nieuwsdienst toezicht toezichthouder"),
        ("pl", "zespół obsługa wsparcie oficjalny oficjalne oficjalna wiadomości prasa właściciel właścicielka wydawca wydawcy"),
        ("pl", "wydawnictwo dziennikarz dziennikarka dziennikarze naczelny naczelna kierownik kierowniczka kierownictwo"),
        ("pl", "dyrektor dyrektorka dyrekcja pracownik pracownica pracownicy personel rzecznik rzeczniczka zarząd biuro pomoc"),
        ("pl", "serwis opiekun korespondent korespondentka reporter reporterka sekretariat założyciel operator"),
        ("tr", "ekip ekibi destek desteği personel personeli sistem sorumlu sorumlusu müdür müdürü müdürlük müdürlüğü yönetim"),
        ("tr", "yönetimi yönetmen yönetmeni haberler sahibi servis servisi muhabir muhabiri gazeteci gazeteciler basın kurul"),
        ("tr", "kurulu sözcü sözcüsü yayınevi yayıncılık yetkili yetkilisi yetkililer görevli görevlisi görevliler çalışan"),
        ("tr", "çalışanı çalışanlar denetmen denetim temsilci temsilcisi kurucu kurucusu işletmeci gözetmen başyazar hizmet"),
        ("tr", "hizmetleri idare idareci koordinatör operatör"),
        ("ru", "команда поддержка поддержки служба официальный официально официальная система новости пресса владелец персонал"),
        ("ru", "сотрудник сотрудники сотрудница руководство директор дирекция техподдержка журналист журналистка журналисты"),
        ("ru", "корреспондент корреспондентка репортёр репортер издатель издательство начальник начальство руководитель"),
        ("ru", "управляющий управление менеджер оператор основатель представитель прессекретарь пресссекретарь прессслужба"),
        ("ru", "куратор кураторы корректор обозреватель колумнист ответственный супервайзер"),
        ("uk", "підтримка підтримки служба офіційний офіційна офіційно команда система новини преса власник власниця журналіст"),
        ("uk", "журналістка журналісти кореспондент кореспондентка репортер керівник керівниця керівництво видавець"),
        ("uk", "видавництво прессекретар пресслужба прессслужба персонал працівник працівниця працівники співробітник"),
        ("uk", "співробітниця співробітники директор директорка дирекція оператор менеджер засновник засновниця представник"),
        ("uk", "коректор управління куратор очільник"),
        ("ar", "مشرف مشرفة محرر محررة تحرير هيئة طاقم فريق دعم الدعم الرسمي رئيس رئيسة مسؤول مسؤولة مسئول مسؤولون صحافة أخبار"),
        ("ar", "المالك خدمة خدمات صحفي صحفية صحافي صحافية صحفيون مراسل مراسلة ناشر ناشرون متحدث متحدثة ناطق إشراف موظف موظفة"),
        ("ar", "موظفون موظفين موظفو كادر رقابة مراقب مراقبون مراقبين مندوب مؤسس مشغل سكرتارية مكتب قسم"),
        ("he", "מערכת צוות תמיכה רשמי רשמית מנחה חדשות עיתונות בעלים שירות ניהול עיתונאי עיתונאית עיתונאים דובר דוברת דוברות"),
        ("he", "כתב כתבת כתבים כתבות אחראי אחראית מפעיל מפעילה מפעילי מפקח מפקחת פיקוח נציג נציגת נציגי נציגים דסק מוציא"),
        ("he", "מוציאה מולית מייסד מייסדת מזכירות מנכל מנכלית סמנכל מבקר"),
        ("fa", "پشتیبانی تیم ناظر ویراستار ویراستاران سیستم خبر اخبار خبرنگار خبرنگاران ناشر مسئول مسئولان مسئولین کارکنان"),
        ("fa", "کارمند کارمندان روزنامهنگار گزارشگر سخنگو دبیر دبیران دبیرخانه هیئت نظارت اپراتور خدمات سرپرست راهبر راهبران"),
        ("fa", "مجری"),
        ("hi", "पत्रकार संवाददाता प्रबंधक प्रबन्धक प्रबंधन प्रकाशक स्टाफ स्टाफ़ कर्मचारी टीम आधिकारिक समर्थन समाचार सहायता"),
        ("hi", "संचालक संचालन निदेशक मालिक प्रवक्ता रिपोर्टर सेवा सपोर्ट मैनेजर सिस्टम संयोजक निरीक्षक पर्यवेक्षक कार्यालय"),
        ("id", "staf dukungan berita layanan pemilik wartawan jurnalis humas penerbit pengawas petugas karyawan manajer"),
        ("id", "manajemen direktur direksi penanggung penanggungjawab pewarta reporter pimpinan pemimpin operator jurubicara"),
        ("id", "juru penyelia sekretariat pendiri"),
        ("zh", "系统 系統 团队 團隊 工作人员 工作人員 运营 運營 營運 新闻 新聞 支持 支援 服务 服務 记者 記者 记者站 站务 广报 社长 社長 管理 审核 審核 编审 編審 校对 校對 发言人 發言人 负责人 負責人 主任"),
        ("zh", "总监 總監 经理 經理 主管 董事 客户服务 客戶服務 值班 通讯员 通訊員 特派员 特派員 主持人 员工 員工 职员 職員 出版社 出版者 发行人 發行人 报社 報社 编委 編委 撰稿人 评论员 評論員 助理 监督"),
        ("zh", "監督 巡查 运维 運維 维护 維護 资讯 資訊 公告 采编 採編"),
        ("ja", "運営 公式 スタッフ サポート システム チーム ニュース オーナー ホスト 記者 広報 社長 管理 編集 論説 論説委員 委員 委員会 主筆 主幹 発行人 発行者 発行元 責任者 担当 担当者 デスク 窓口"),
        ("ja", "お問い合わせ サービス マネージャー ディレクター プロデューサー 代表 社員 職員 事務 監視 特派員 校閲 報道 取材 取材班 カスタマーサポート"),
        ("ko", "공식 스태프 스탭 직원 시스템 뉴스 운영 지원팀 뉴스팀 고객지원 기자 매니저 매니져 대표 관리 편집 편집위원 논설위원 논설 위원 특파원 발행 홍보 담당 담당자 책임자 사장 국장 부장 팀장 센터장"),
        ("ko", "상담원 상담 서비스 데스크 앵커 보도국 보도 취재 사무국 사무 총괄 감독 검수 모니터링 카페지기 방장 오너"),
    ];

    /// <summary>First names and everyday words that are an office only beside what says whose: Tim is an Indonesian team, Malik an
    /// owner.</summary>
    public static readonly (string Language, string Words)[] Weak =
    [
        ("en", "care trust"),
        ("de", "hilfe"),
        ("es", "ayuda"),
        ("pt", "ajuda"),
        ("id", "tim bantuan"),
        ("tr", "haber"),
        ("ar", "مالك صاحب نظام"),
        ("fa", "مالک صاحب"),
        ("ko", "팀 지원"),
    ];

    /// <summary>What may stand beside an office of its language without naming anybody.</summary>
    public static readonly (string Language, string Words)[] Beside =
    [
        ("*", "site web website online community forum portal blog info feedback contact bot account page"),
        ("en", "our your head chief senior lead real verified original help desk customer customers reader readers tech"),
        ("en", "technical public relations it moderating editing editorial managing deputy general abuse policy billing"),
        ("en", "operations content social media digital quality communications user users human resources guest comments"),
        ("en", "comment"),
        ("de", "technisch technische technischer technik seite seiten webseite foren forums kunden leser nutzer unser unsere"),
        ("de", "haupt stellvertretende stellvertretender verantwortlich verantwortliche verantwortlicher öffentlichkeitsarbeit"),
        ("de", "kommentar kommentare"),
        ("fr", "notre nos votre site page communauté journal lecteurs adjoint adjointe général générale technique principal"),
        ("fr", "publication clientèle relations client clients"),
        ("es", "nuestro nuestra sitio página foro comunidad periódico diario general técnico técnica principal usuario"),
        ("es", "usuarios lector lectores adjunto comentarios cliente clientes"),
        ("pt", "nosso nossa fórum página comunidade jornal cliente clientes leitor leitores técnico técnica geral principal"),
        ("pt", "adjunto usuários comentários"),
        ("it", "nostro nostra sito pagina giornale comunità tecnico tecnica generale lettori capo vice principale utenti"),
        ("it", "commenti cliente clienti"),
        ("nl", "onze ons pagina krant technisch technische klant klanten lezers algemeen algemene hoofd adjunct gebruikers"),
        ("pl", "strony strona portalu serwisu techniczny techniczna techniczne prasowy prasowa prasowe główny główna klienta"),
        ("pl", "klientów nasz nasza gazety czytelników forum"),
        ("tr", "genel sitesi sayfa sayfası resmi teknik müşteri yazı işleri topluluk okur forumu gazetesi yayın merkezi baş"),
        ("ru", "сайта сайту сайт форума форум портала портал главный главная технический техническая клиентов клиентская"),
        ("ru", "сообщества газеты издания наша наш общий выпускающий дежурный ответственный работе читателями"),
        ("uk", "сайту сайт форуму форум порталу портал головний головна технічний технічна клієнтів спільноти газети видання"),
        ("uk", "наш наша черговий випусковий"),
        ("ar", "صفحة الموقع موقع منتدى المنتدى الصفحة رسمي رسمية الرسمية عام العام عامة العامة التقني التقنية الفني الفنية"),
        ("ar", "العملاء الزبائن القراء الجريدة الصحيفة"),
        ("he", "האתר אתר הפורום פורום הרשמי ראשי ראשית טכני טכנית טכנאי קהילה הקהילה לקוחות קוראים עיתון העיתון הדף לאור כללי"),
        ("he", "תורן"),
        ("fa", "سایت وبسایت انجمن صفحه مشتریان فنی ارشد رسمی کل روزنامه کاربران"),
        ("hi", "साइट वेबसाइट मंच फोरम ग्राहक तकनीकी मुख्य प्रधान हमारी हमारा अख़बार"),
        ("id", "bicara situs resmi pusat pelanggan teknis utama jawab halaman komunitas koran pembaca"),
        ("zh", "网站 網站 本站 本网 本網 社区 社區 论坛 論壇 平台 中心 首席 高级 高級 资深 資深 本报 本報 账号 帳號 网友 客户 客戶 技术 技術 值班 讨论区 討論區 评论 評論"),
        ("ja", "サイト 当サイト コメント コメント欄 掲示板 フォーラム ページ コミュニティ カスタマー お客様 技術 公認 新聞 総 副 本 当"),
        ("ko", "사이트 게시판 커뮤니티 포럼 고객 기술 수석 본 센터 카페 웹 신문 댓글 총 부"),
    ];

    /// <summary>Small words between those of an office of their language.</summary>
    public static readonly (string Language, string Words)[] Articles =
    [
        ("en", "the of for and"),
        ("de", "der die das und vom zum von am im für"),
        ("fr", "le la les l de du des d et au"),
        ("es", "el la los las del al de y"),
        ("pt", "o a os as do da dos das de e ao"),
        ("it", "il lo la i gli le l del della dello dei degli delle al di e"),
        ("nl", "de het een van en der"),
        ("pl", "i do ds"),
        ("tr", "ve"),
        ("ru", "и по с"),
        ("uk", "та і з"),
        ("ar", "و"),
        ("hi", "और का की के"),
        ("id", "dan"),
    ];

    /// <summary>Small words that are first names, surnames or initials where a name begins with them: Al, Van, Des, E.</summary>
    public const string NeverFirst = "al del des du do dos da di von van vom zum am im et e y i l d с з и і та";

    /// <summary>Written on the end of an office where words aren't parted.</summary>
    public const string Endings = "部 處 处 局 室 課 科 班 係 組 组 群 員 员 長 长 者 会 會 委 官 号 號 們 们 社 さん 様 팀 부 국 실 과 장 자 원 진 님 측 처 단";

    /// <summary>Names that look like several of an office.</summary>
    public const string NoPlural = "roots dueñas";

    /// <summary>Offices that two names make side by side: Lei Tung, Mo Do.</summary>
    public const string TwoNames = "leitung leiding modo dono";

    /// <summary>Written at the beginning of the word: المشرف, המערכת.</summary>
    public static readonly string[] JoinedArticles = ["ال", "ה"];
}
