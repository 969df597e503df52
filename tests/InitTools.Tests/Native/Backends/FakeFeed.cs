using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using InitTools.Native;

namespace InitTools.Tests.Native;

/// <summary>A NuGet feed on this machine that can be told to misbehave. It answers one request a connection.</summary>
internal sealed class FakeFeed : IDisposable
{
    // It is on this machine, where a proxy that the machine is behind would look for it in vain.
    static FakeFeed() => HttpClient.DefaultProxy = new WebProxy();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _loop;

    public FakeFeed()
    {
        _listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _loop = Task.Run(AcceptAsync);
    }

    /// <summary>What -Source is given.</summary>
    public string Index => Address + "/v3/index.json";

    public string Address { get; }

    /// <summary>The packages by name; all have the required version.</summary>
    public ConcurrentDictionary<string, byte[]> Packages { get; } = new();

    /// <summary>The versions that each package says it has.</summary>
    public string[] Versions { get; set; } = [BackendPackages.RequiredVersion];

    /// <summary>The hash that the catalogue has, or null for a feed without a catalogue.</summary>
    public Func<byte[], string?> Hash { get; set; } = FakePackage.Hash;

    /// <summary>The tag of the packages, or null.</summary>
    public string? Tag { get; set; } = "\"1\"";

    /// <summary>Whether the feed answers requests for parts.</summary>
    public bool KnowsRanges { get; set; } = true;

    /// <summary>After how many bytes of a package the next connections are cut; the others are whole.</summary>
    public ConcurrentQueue<int> Cuts { get; } = new();

    /// <summary>Called before a package is sent, with its path.</summary>
    public Action<string> Sending { get; set; } = _ => { };

    /// <summary>Among <see cref="Statuses"/>: nothing is answered at all.</summary>
    public const string Silence = "silence";

    /// <summary>What the next requests are answered with, in place of what they ask for.</summary>
    public ConcurrentQueue<string> Statuses { get; } = new();

    /// <summary>The requests for packages: path, range, condition of the range.</summary>
    public ConcurrentQueue<(string Path, string? Range, string? IfRange)> Requests { get; } = new();

    public FakeFeed With(string id, byte[] package)
    {
        Packages[id] = package;
        return this;
    }

    public void Dispose()
    {
        if (_end.IsCancellationRequested) return;
        _end.Cancel();
        _listener.Stop();
        _loop.Wait(TimeSpan.FromSeconds(5));
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                await AnswerAsync(client.GetStream());
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The other side is gone, which is its right.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        // A client that was stopped between connecting and asking has nothing to say.
        if (await reader.ReadLineAsync(_end.Token) is not { } request) return;
        string path = request.Split(' ')[1];
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (string? line; (line = await reader.ReadLineAsync(_end.Token)) is { Length: > 0 };)
        {
            headers[line.Split(':', 2)[0]] = line.Split(':', 2)[1].Trim();
        }

        if (Statuses.TryDequeue(out string? status) && status == Silence) await Task.Delay(Timeout.Infinite, _end.Token);
        else if (status is not null) await SendAsync(stream, status, [], "");
        else if (path.EndsWith(".nupkg", StringComparison.Ordinal)) await SendPackageAsync(stream, path, headers);
        else if (Document(path) is { } text) await SendAsync(stream, "200 OK", Encoding.UTF8.GetBytes(text), "");
        else await SendAsync(stream, "404 Not Found", [], "");
    }

    private string? Document(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        switch (parts)
        {
            case ["v3", "index.json"]:
                return $$"""
                    {"version":"3.0.0","resources":[
                    {"@id":"{{Address}}/flat","@type":"PackageBaseAddress/3.0.0"},
                    {"@id":"{{Address}}/old/","@type":"RegistrationsBaseUrl"},
                    {"@id":"{{Address}}/registration/","@type":"RegistrationsBaseUrl/3.6.0"}]}
                    """;
            case ["flat", string id, "index.json"] when Packages.ContainsKey(id):
                return $$"""{"versions":["{{string.Join("\",\"", Versions)}}"]}""";
            case ["registration", string id, _] when Packages.ContainsKey(id) && Hash(Packages[id]) is not null:
                return $$"""{"catalogEntry":"{{Address}}/catalogue/{{id}}.json"}""";
            case ["catalogue", string file]:
                string hash = Hash(Packages[Path.GetFileNameWithoutExtension(file)])!;
                return $$"""{"packageHash":"{{hash}}","packageHashAlgorithm":"SHA512","packageSize":1}""";
            default:
                return null;
        }
    }

    private async Task SendPackageAsync(NetworkStream stream, string path, Dictionary<string, string> headers)
    {
        Sending(path);
        headers.TryGetValue("Range", out string? range);
        headers.TryGetValue("If-Range", out string? condition);
        Requests.Enqueue((path, range, condition));
        byte[] package = Packages[path.Split('/')[2]];
        string extra = Tag is null ? "" : $"ETag: {Tag}\r\n";
        int from = range is null ? 0 : int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        bool isPart = KnowsRanges && from > 0 && (condition is null || condition == Tag);
        if (isPart && from >= package.Length)
        {
            await SendAsync(stream, "416 Range Not Satisfiable", [], "");
            return;
        }

        if (isPart) extra += $"Content-Range: bytes {from}-{package.Length - 1}/{package.Length}\r\n";
        int limit = Cuts.TryDequeue(out int cut) ? cut : int.MaxValue;
        await SendAsync(stream, isPart ? "206 Partial Content" : "200 OK", isPart ? package[from..] : package, extra, limit);
    }

    private async Task SendAsync(NetworkStream stream, string status, byte[] body, string extra, int limit = int.MaxValue)
    {
        string head = $"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{extra}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _end.Token);
        await stream.WriteAsync(body.AsMemory(0, Math.Min(limit, body.Length)), _end.Token);
    }
}
