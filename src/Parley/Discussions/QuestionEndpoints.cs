using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Readers;
using Parley.Web;

namespace Parley.Discussions;

public static class QuestionEndpoints
{
    public static void MapQuestions(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/discussions/{id}/questions").WithTags("Discussions").GuardOrigin()
            .ForStaff(Role.Editor, orKey: true);
        api.MapPut("/", Open).WithSummary(
            "Opens a discussion for questions to named people, whose answers stand first; for editors, or with the site's key");
        api.MapDelete("/", End).WithSummary("Makes it an ordinary discussion again");
    }

    private static async Task<Results<Ok<OpenedQuestions>, Refused>> Open(
        Guid id, QuestionsRequest asked, Questions questions, CancellationToken ct)
    {
        var names = (asked.Respondents ?? []).Select(x => x?.Name).ToList();
        return (await questions.Open(id, names, asked.Until, asked.NewLinks ?? false, ct)).Refused(out var refusal, out var opened)
            ? refusal.Refuse() : TypedResults.Ok(opened);
    }

    private static async Task<Results<NoContent, Refused>> End(Guid id, Questions questions, CancellationToken ct)
    {
        return (await questions.End(id, ct)).Refused(out var refusal, out _) ? refusal.Refuse() : TypedResults.NoContent();
    }
}

/// <param name="Until">Null: until further notice.</param>
/// <param name="NewLinks">A further sign-in link for everyone named who is not of the staff.</param>
public sealed record QuestionsRequest(IReadOnlyList<RespondentRequest?>? Respondents, DateTimeOffset? Until, bool? NewLinks);

public sealed record RespondentRequest(string? Name);
