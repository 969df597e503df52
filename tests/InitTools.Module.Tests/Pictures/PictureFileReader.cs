using System.Buffers.Binary;
using System.Text;
using System.Xml.Linq;

namespace InitTools.Module.Tests.Pictures;

/// <summary>Reads from picture files what they say of themselves.</summary>
internal static class PictureFileReader
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>The texts that an SVG shows.</summary>
    public static string[] Texts(string path) => [.. XDocument.Load(path).Descendants(Svg + "text").Select(element => element.Value.Trim())];

    /// <summary>The description inside an SVG.</summary>
    public static string SvgDescription(string path) => XDocument.Load(path).Root!.Element(Svg + "desc")!.Value;

    /// <summary>The texts inside a PNG, by keyword.</summary>
    public static Dictionary<string, string> PngTexts(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        var texts = new Dictionary<string, string>();
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            if (Encoding.ASCII.GetString(file, at + 4, 4) == "iTXt")
            {
                // The keyword, 0, two flags, no language, 0, no translation, 0, the text.
                int end = Array.IndexOf(file, (byte)0, at + 8);
                texts[Encoding.Latin1.GetString(file, at + 8, end - at - 8)] = Encoding.UTF8.GetString(file, end + 5, at + 8 + length - end - 5);
            }
            at += 12 + length;
        }
        return texts;
    }

    /// <summary>Width and height of a PNG, in dots.</summary>
    public static (int Width, int Height) PngSize(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        return (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20)));
    }
}
