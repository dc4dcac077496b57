using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Readers;

public static class GuestEndpoints
{
    public static void MapGuests(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Readers").GuardOrigin();
        api.MapPost("/guests", Create).LimitNetwork(Limits.NewGuests)
            .WithSummary("A guest under a name of their choice, and the token that speaks for them");
    }

    private static async Task<Results<Created<NewGuest>, Refused>> Create(
        GuestRequest asked, Names names, Database db, CurrentSite site, TimeProvider clock, CancellationToken ct)
    {
        if ((await names.Judge(asked.Name, ct)).Refused(out var refusal, out var name)) return refusal.Refuse();

        var (reader, token) = Reader.Guest(site.Id, name, clock.Now());
        db.Readers.Add(reader);
        await db.SaveTogether(ct);

        return TypedResults.Created($"/readers/{reader.Id}", new NewGuest(token, new(reader.Id, reader.Name, reader.Rank, [])));
    }
}

public sealed record GuestRequest(string? Name);

/// <param name="Token">Shown once: send it as <c>Authorization: Bearer</c>.</param>
public sealed record NewGuest(string Token, AuthorView Reader);

/// <summary>A reader as others see them.</summary>
public sealed record AuthorView(Guid Id, string Name, string? Rank, IReadOnlyList<string> Badges)
{
    /// <summary>The publication for which they speak, by its name; null for everybody who isn't of its staff.</summary>
    public string? Newsroom { get; init; }

    /// <summary>Everybody who has said something has the lowest rank: beside a name it would say nothing.</summary>
    [JsonIgnore] public bool IsOfLowestRank { get; init; }

    public static string? NewsroomOf(Role role, CurrentSite site) => role == Role.Reader ? null : site.Site.Name;

    /// <summary>A name where it stands in running text, with the mark of the newsroom behind it.</summary>
    public static string Signed(string name, string? newsroom) => newsroom is null ? name : $"{name} ({newsroom})";
}
