using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.Tests;

/// <summary>What stands before the server on a machine of its own: another program, on a port of the loopback.</summary>
public static class Proxy
{
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Leaves <c>cert.pem</c> and <c>key.pem</c> in the folder.</summary>
    public static async Task Certify(string folder, string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=" + host, key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await File.WriteAllTextAsync(Path.Combine(folder, "cert.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    public const string NginxProgram = "/usr/sbin/nginx";

    /// <summary>nginx with nothing around what is tried but what keeps it within its folder.</summary>
    /// <param name="servers">What stands in its block <c>http</c>.</param>
    public static async Task<Child> Nginx(string folder, string servers, int port)
    {
        var file = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(file, $$"""
            daemon off;
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            worker_processes 1;
            pid {{folder}}/pid;
            error_log {{folder}}/error.log;
            events { worker_connections 256; }
            http {
              access_log off;
              client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/f; uwsgi_temp_path {{folder}}/u; scgi_temp_path {{folder}}/s;
              {{servers}}
            }
            """);
        return await Listening(Child.Start(folder, NginxProgram, "-p", folder, "-c", file), "nginx", port);
    }

    public static async Task<Child> Listening(Child proxy, string name, int port)
    {
        await Wait.Until($"{name} listens", async () =>
        {
            if (proxy.HasEnded) Assert.Fail($"{name} ended: {await proxy.End()}");
            try
            {
                using var connection = new TcpClient();
                await connection.ConnectAsync("127.0.0.1", port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
        return proxy;
    }
}
