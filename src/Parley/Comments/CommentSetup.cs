namespace Parley.Comments;

public static class CommentSetup
{
    public static void AddComments(this IServiceCollection services) =>
        services.AddSingleton<Live>().AddScoped<Threads>().AddScoped<Posting>().AddScoped<Revising>().AddScoped<Desk>().AddScoped<Choosing>().AddScoped<Editing>();
}
