namespace Parley.Webhooks;

public static class WebhookSetup
{
    public static void AddWebhooks(this IServiceCollection services) =>
        services.AddSingleton<Hooks>().AddScoped<Outbox>().AddScoped<Deliveries>().AddScoped<Subscriptions>()
            .AddHostedService<DeliveryRounds>();
}
