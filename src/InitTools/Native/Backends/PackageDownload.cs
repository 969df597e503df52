using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace InitTools.Native;

/// <summary>
/// Downloads packages into the store. What has arrived before a cut stays in a file beside, with a note of what it is a part of;
/// the rest is asked for with a range (RFC 9110, section 14).
/// </summary>
internal sealed class PackageDownload(FeedClient client, TorchBackendRequest request, BackendStore store)
{
    private const int BlockSize = 1 << 17;

    private readonly HashSet<string> _resumed = [];
    private long _furthest;

    /// <summary>Downloads a package, or the rest of it; one that is there is taken.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="package">What it is.</param>
    /// <returns>The file.</returns>
    /// <exception cref="InitToolsException">
    /// <c>PackageSourceUnreachable</c>, <c>PackageSourceRefused</c>, <c>DiskFull</c>.
    /// </exception>
    public string Get(Uri address, PackageIdentity package)
    {
        string file = Path.Combine(store.Downloads, package.FileName);
        if (File.Exists(file))
        {
            _resumed.Add(file);
            return file;
        }

        string part = file + ".part";
        _furthest = 0;
        client.Try(address, gotOn => Receive(address, package, part, gotOn), () => File.Exists(part));
        File.Move(part, file, overwrite: true);
        File.Delete(NoteOf(part));
        return file;
    }

    /// <summary>Deletes a file whose hash is wrong.</summary>
    /// <param name="file">The file.</param>
    /// <returns>Whether it was put together from parts, so that a fresh one may be right.</returns>
    public bool Discard(string file)
    {
        File.Delete(file);
        return _resumed.Remove(file);
    }

    private bool Receive(Uri address, PackageIdentity package, string part, Action gotOn)
    {
        PartNote? note = PartNote.Read(NoteOf(part));
        long have = note?.Address == address.AbsoluteUri && File.Exists(part) ? new FileInfo(part).Length : 0;
        if (have > 0 && have == note!.Length) return true;

        using HttpResponseMessage response = client.File(address, have, note?.Validator);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            File.Delete(part);
            throw new HttpRequestException("the part that is there does not fit what it has now");
        }

        FeedClient.Require(response, address);
        // A server that knows no ranges, or has another file by now, sends the whole.
        bool goesOn = response.StatusCode == HttpStatusCode.PartialContent;
        if (goesOn && !IsRest(response.Content.Headers.ContentRange, have, note!.Length))
        {
            File.Delete(part);
            throw new HttpRequestException("it sends another part than the one that was asked for");
        }

        if (!goesOn) have = 0;
        long total = have + (response.Content.Headers.ContentLength ?? 0);
        if (total > have) store.RequireSpace(total - have);
        PartNote.Of(address, response, total).Write(NoteOf(part));
        if (goesOn) _resumed.Add(part[..^".part".Length]);

        using var file = new FileStream(part, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None);
        Copy(response, file, have, total, package, gotOn);
        return true;
    }

    private void Copy(HttpResponseMessage response, FileStream file, long done, long total, PackageIdentity package, Action gotOn)
    {
        using Stream stream = response.Content.ReadAsStream(request.CancellationToken);
        byte[] block = new byte[BlockSize];
        for (int count; (count = client.Read(stream, block)) > 0;)
        {
            file.Write(block, 0, count);
            done += count;
            // One that sends the beginning over and over doesn't get on.
            if (done > _furthest) gotOn();
            _furthest = Math.Max(_furthest, done);
            request.Progress?.Invoke(new($"download of {package}", done, total));
        }

        if (total > 0 && done < total) throw new HttpRequestException($"it ends after {done} of {total} bytes");
    }

    private static bool IsRest(ContentRangeHeaderValue? range, long from, long length) =>
        range?.From == from && (range.Length is null || length == 0 || range.Length == length);

    private static string NoteOf(string part) => part + ".json";

    /// <summary>What a part is a part of.</summary>
    private sealed record PartNote(string Address, long Length, string? ETag, DateTimeOffset? Modified)
    {
        // Only a strong tag vouches for every byte (RFC 9110, section 13.1.5).
        [JsonIgnore]
        public RangeConditionHeaderValue? Validator => ETag is not null ? new(new EntityTagHeaderValue(ETag))
            : Modified is { } modified ? new(modified)
            : null;

        public static PartNote Of(Uri address, HttpResponseMessage response, long length) => new(
            address.AbsoluteUri,
            length,
            response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null,
            response.Content.Headers.LastModified);

        public static PartNote? Read(string file)
        {
            try
            {
                return JsonSerializer.Deserialize<PartNote>(File.ReadAllBytes(file));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
            {
                return null;
            }
        }

        public void Write(string file) => File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(this));
    }
}
