using Parley.Sites;
using Parley.Web;

namespace Parley.Readers;

/// <summary>Who acts for the house in a request that only its staff may make.</summary>
/// <param name="Reader">Null: a program with the site's key.</param>
public sealed record Acting(Reader? Reader)
{
    /// <summary>Set by <see cref="StaffOnly"/> before the handler runs.</summary>
    public static Acting In(HttpContext http) =>
        http.Features.Get<Acting>() ?? throw new InvalidOperationException("This route is not for staff only.");
}

/// <summary>Lets the staff through from a role on, and nobody else. A moderator may do all that an editor may.</summary>
/// <param name="ByKey">The site's key opens it too.</param>
public sealed record StaffOnly(Role Role, bool ByKey) : IEndpointFilter
{
    private static readonly Refusal Stranger = new(401, "sign-in-needed",
        "Only the people who run this site can do this. If you are one of them, open your sign-in link first.");
    private static readonly Refusal NotEditor = new(403, "editors-only", "Only the editors of this site can do this.");
    private static readonly Refusal NotModerator = new(403, "moderators-only", "Only the moderators of this site can do this.");

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (await Who(http) is not { } acting) return Stranger.AsProblem();
        if (acting.Reader is { } reader && reader.Role < Role) return (Role == Role.Editor ? NotEditor : NotModerator).AsProblem();
        http.Features.Set(acting);
        return await next(context);
    }

    private async Task<Acting?> Who(HttpContext http)
    {
        if (ByKey && Identity.BearerOf(http) is { } key && Site.IsKey(key)
                && http.RequestServices.GetRequiredService<CurrentSite>().Opens(key))
            return new Acting(Reader: null);
        return await http.RequestServices.GetRequiredService<Identity>().Who(http) is { } reader ? new Acting(reader) : null;
    }
}

public static class StaffGroups
{
    public static RouteGroupBuilder ForStaff(this RouteGroupBuilder group, Role role, bool orKey = false)
    {
        var only = new StaffOnly(role, orKey);
        return group.AddEndpointFilter(only).WithMetadata(only);
    }
}
