using System.Net;
using System.Net.Http.Json;
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
    [InlineData("Marie Lechef", "Otto Verleger-Braun", "Julia Boss", "Paul Desk", "Trusted Friend", "Anna Direttore", "Petra Vorstand", "Ivan Начальников")]
    public async Task A_person_may_have_a_word_of_staff_in_their_name(params string[] names) => Assert.Equal(names, await Allowed(names));

    [Theory]
    [InlineData("Admin1", "Mods", "Ann=admin", "Ann,Staff", "Editor—in—Chief", "Sysadmin", "Adm1n", "M0derator", "Adm1n2", "@dmin",
        "4dmin")]
    [InlineData("Staff", "The Staff", "Parley Staff", "News Team", "Staff 5", "5taff", "r00t", "Support", "Official", "Owner",
        "NewsTeam", "newsteam")]
    [InlineData("Ann (Support)", "[Staff] Ann", "Ann | News", "Ann/Team", "Ann: Staff", "Ann@staff", "Ann – Staff", "Ann - Staff",
        "Ann ⭐ Staff")]
    [InlineData("🅰🅳🅼🅸🅽", "Ⓐdmin", "🄰🄳🄼🄸🄽", "🅐🅓🅜🅘🅝", "⒜⒟⒨⒤⒩", "🇦🇩🇲🇮🇳", "ＡＤＭＩＮ", "a d m i n", "Ad-min", "VVebmaster", "Web Master",
        "Nevvs Team")]
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
    [InlineData("Chef vom Dienst", "Ressortleiterin", "Leserservice", "Der Verlag", "The Journalist", "Trust and Safety", "Co-Admin", "Superuser", "News Desk")]
    [InlineData("Modos", "Le directeur", "La direction", "La administración", "Atención al cliente", "Periodista", "Редколлегия", "Модер", "Головред", "Видавництво")]
    [InlineData("Muhabir", "Moderatörler", "Basın Sözcüsü", "المحررين", "مراسل", "עורכות", "דובר האתר", "מודרטורים", "Jornalista", "Administradora", "Caporedattrice")]
    [InlineData("Redaktor naczelny", "Wydawca", "Redactieteam", "Verslaggever", "Wartawan", "Pemimpin Redaksi", "पत्रकार", "خبرنگار", "記者", "広報", "기자", "편집인", "责编", "管理团队")]
    public async Task A_name_that_claims_an_office_is_refused_in_any_spelling_and_language(params string[] names) =>
        Assert.Empty(await Allowed(names));

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
