using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace InitTools.Native;

/// <summary>
/// Asks a feed: through the system's proxy and with the user's credentials for it, as .NET does, and again where the network or
/// the server falters.
/// </summary>
internal sealed class FeedClient : IDisposable
{
    private const int Redirections = 10;

    private readonly RetryPolicy _retry;
    private readonly CancellationToken _cancellationToken;
    private readonly HttpClient _texts;
    private readonly HttpClient _files;

    /// <summary>Makes one; nothing is asked yet.</summary>
    /// <param name="retry">How often to ask again.</param>
    /// <param name="cancellationToken">Ends everything.</param>
    public FeedClient(RetryPolicy retry, CancellationToken cancellationToken)
    {
        _retry = retry;
        _cancellationToken = cancellationToken;
        _texts = Client(DecompressionMethods.All);
        // Packages are packed already, and ranges count the bytes as they lie on the server.
        _files = Client(DecompressionMethods.None);
    }

    /// <summary>Gets a document.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="isOptional">Whether one that is refused counts as one that isn't there.</param>
    /// <returns>The document, or null where there is none.</returns>
    public JsonDocument? Json(Uri address, bool isOptional = false)
    {
        string? text = Text(address, isOptional);
        try
        {
            return text is null ? null : JsonDocument.Parse(text);
        }
        catch (JsonException exception)
        {
            throw BackendError.Unreachable(address.AbsoluteUri, "what it sends is no JSON", exception);
        }
    }

    /// <summary>Gets a text.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="isOptional">Whether one that is refused counts as one that isn't there.</param>
    /// <returns>The text, or null where there is none.</returns>
    /// <exception cref="InitToolsException"><c>PackageSourceUnreachable</c>, <c>PackageSourceRefused</c>.</exception>
    public string? Text(Uri address, bool isOptional = false) => Try(address, _ =>
    {
        using HttpResponseMessage response = Send(_texts, new HttpRequestMessage(HttpMethod.Get, address));
        bool isThere = response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Gone);
        if (!isThere || (isOptional && (int)response.StatusCode is >= 400 and < 500)) return null;
        Require(response, address);
        return Wait(token => response.Content.ReadAsStringAsync(token));
    });

    /// <summary>Asks for a file, or for what is missing of it.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="from">The first byte.</param>
    /// <param name="validator">What makes sure that the file is still the same; null where it isn't known.</param>
    /// <returns>The answer, of which the contents aren't read yet.</returns>
    public HttpResponseMessage File(Uri address, long from, RangeConditionHeaderValue? validator)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (from > 0)
        {
            request.Headers.Range = new RangeHeaderValue(from, null);
            request.Headers.IfRange = validator;
        }

        return Send(_files, request);
    }

    /// <summary>Reads from an answer, and gives up on a server that is silent.</summary>
    /// <param name="stream">The contents.</param>
    /// <param name="block">Where to put them.</param>
    /// <returns>How many bytes came; 0 at the end.</returns>
    public int Read(Stream stream, byte[] block)
    {
        try
        {
            return Wait(token => stream.ReadAsync(block, token).AsTask());
        }
        catch (IOException exception)
        {
            // Told apart here from what a disk says.
            throw new HttpRequestException(exception.GetBaseException().Message, exception);
        }
    }

    /// <summary>Does something that may falter, and does it again.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="address">What a message names.</param>
    /// <param name="action">What to do; it calls its argument when it gets on, which gives it all attempts back.</param>
    /// <param name="hasPart">Whether something is kept of what was done.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="InitToolsException"><c>PackageSourceUnreachable</c>.</exception>
    public T Try<T>(Uri address, Func<Action, T> action, Func<bool>? hasPart = null)
    {
        int failures = 0;
        while (true)
        {
            try
            {
                return action(() => failures = 0);
            }
            catch (Exception exception) when (IsPassing(exception))
            {
                _cancellationToken.ThrowIfCancellationRequested();
                failures++;
                string reason = exception is OperationCanceledException ? "it is silent" : exception.GetBaseException().Message;
                if (failures >= _retry.Attempts)
                    throw BackendError.Unreachable(address.AbsoluteUri, reason, exception, hasPart?.Invoke() ?? false);
                _cancellationToken.WaitHandle.WaitOne(_retry.Pause * Math.Pow(2, failures - 1));
                _cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Takes an answer that isn't what was asked for as a fault: one that may pass, or one that won't.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="address">What was asked for.</param>
    public static void Require(HttpResponseMessage response, Uri address)
    {
        if (response.IsSuccessStatusCode) return;
        string status = $"{(int)response.StatusCode} ({response.ReasonPhrase})";
        bool mayPass = (int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;
        throw mayPass ? new HttpRequestException($"it answers {status}") : BackendError.Refused(address.AbsoluteUri, status);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _texts.Dispose();
        _files.Dispose();
    }

    private static bool IsPassing(Exception exception) =>
        exception is HttpRequestException or OperationCanceledException;

    private static HttpClient Client(DecompressionMethods decompression)
    {
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = decompression,
            DefaultProxyCredentials = CredentialCache.DefaultCredentials,
            MaxAutomaticRedirections = Redirections,
        };
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(new("InitTools", typeof(FeedClient).Assembly.GetName().Version!.ToString(3)));
        return client;
    }

    private HttpResponseMessage Send(HttpClient client, HttpRequestMessage request)
    {
        using (request) return Wait(token => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token));
    }

    // On the calling thread, for only that one may report progress.
    private T Wait<T>(Func<CancellationToken, Task<T>> begin)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken);
        silence.CancelAfter(_retry.Silence);
        return begin(silence.Token).GetAwaiter().GetResult();
    }
}
