using System.Diagnostics;
using TeardownTrace.Laboratory.Tests.Kernel;
using TeardownTrace.Laboratory.Tests.Network;

namespace TeardownTrace.Laboratory.Tests.Load;

/// <summary>nginx without keep-alive: it closes first, after every response.</summary>
internal sealed class WebServer : IDisposable
{
    public const int Port = 80;

    private readonly Process _process;

    public WebServer(LabNetwork network)
    {
        string configuration = Path.Combine(network.Folder, "nginx.conf");
        string folder = network.Folder;
        File.WriteAllText(configuration, $$"""
            daemon off;
            master_process off;
            pid {{folder}}/nginx.pid;
            error_log {{folder}}/error.log;
            events { worker_connections 1024; }
            http {
                access_log off;
                keepalive_timeout 0;
                client_body_temp_path {{folder}}/body;
                proxy_temp_path {{folder}}/proxy;
                fastcgi_temp_path {{folder}}/fastcgi;
                uwsgi_temp_path {{folder}}/uwsgi;
                scgi_temp_path {{folder}}/scgi;
                server {
                    listen {{network.ServerAddress}}:{{Port}} backlog=4096;
                    location / { return 200 "ok\n"; }
                }
            }
            """);
        _process = Tool.Start("ip", "netns", "exec", network.Server.Name, "nginx", "-p", folder, "-c", configuration);
        Poll.Until(() => SocketTable.Read(network.Server).ContainsKey((Port, 0)), () => "nginx to listen");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
