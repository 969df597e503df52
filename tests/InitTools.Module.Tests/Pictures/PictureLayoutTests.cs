using System.Globalization;
using System.Xml.Linq;

namespace InitTools.Module.Tests.Pictures;

/// <summary>Whether what is written in a picture can be read: inside the picture, and nothing over something else.</summary>
public sealed class PictureLayoutTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    // A character of a sans-serif is about half as wide as it is high.
    private const double CharacterWidth = 0.5;

    [Theory]
    [InlineData("1..12 | ForEach-Object { $m = $_; 1..3 | ForEach-Object { New-DenseLayer 4 } | New-SequentialModel -InputShape 4 -Name \"a model with a long name, number $m\" -Seed $m } | Invoke-GradientProbe -Seed 1", 900, 560)]
    [InlineData("1..3 | ForEach-Object { New-DenseLayer 4 } | New-SequentialModel -InputShape 4 -Name ('x' * 300) -Seed 1 | Invoke-GradientProbe -Seed 1", 500, 400)]
    [InlineData("Get-Activation", 800, 600)]
    [InlineData("Get-SignalPropagation tanh, relu, selu (1..6) (0, 0.1, 0.2)", 900, 700)]
    [InlineData("1..6 | ForEach-Object { New-Tensor 30, 20 -Seed $_ }", 900, 600)]
    [InlineData("1..9 | ForEach-Object { New-DenseLayer 4 -Activation sigmoid } | New-SequentialModel -InputShape 4 -Seed 1 | Invoke-GradientProbe -Histogram -Seed 1", 900, 560)]
    [InlineData("1..20 | ForEach-Object { New-DenseLayer 4 -Activation sigmoid | New-SequentialModel -InputShape 4 -Name \"model $_\" -Seed 1 } | Invoke-GradientProbe -Seed 1 | Measure-GradientFlow", 900, 600)]
    public void No_text_lies_on_another_or_sticks_out(string script, int width, int height)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".svg");
        try
        {
            session.Invoke($"{script} | Export-GradientPlot $args[0] -Width {width} -Height {height}", path);
            Box[] boxes = [.. XDocument.Load(path).Descendants().Where(element => element.Name.LocalName == "text").Select(BoxOf)];
            Assert.NotEmpty(boxes);
            Assert.All(boxes, box => Assert.True(
                box.Left >= -1 && box.Right <= width + 1 && box.Top >= 0 && box.Bottom <= height + 1, $"{box} is cut off."));
            for (int i = 0; i < boxes.Length; i++)
                for (int j = 0; j < i; j++) Assert.False(boxes[i].Overlaps(boxes[j]), $"{boxes[i]} lies on {boxes[j]}.");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Box BoxOf(XElement text)
    {
        double size = Number(text, "font-size"), x = Number(text, "x"), y = Number(text, "y");
        double half = text.Value.Length * size * CharacterWidth / 2;
        var box = new Box(text.Value, x - half, x + half, y - (0.7 * size), y);
        return (string?)text.Attribute("transform") is not { } transform ? box : box.Turn(transform);
    }

    private static double Number(XElement element, string name) => double.Parse((string)element.Attribute(name)!, CultureInfo.InvariantCulture);

    /// <summary>The room that a text takes.</summary>
    private sealed record Box(string Text, double Left, double Right, double Top, double Bottom)
    {
        public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

        // matrix(a b c d e f) or rotate and translate, as the library writes them.
        public Box Turn(string transform)
        {
            (double A, double B, double C, double D, double E, double F) m = (1, 0, 0, 1, 0, 0);
            foreach (string step in transform.Split(')', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                double[] v = [.. step[(step.IndexOf('(', StringComparison.Ordinal) + 1)..].Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(part => double.Parse(part, CultureInfo.InvariantCulture))];
                (double A, double B, double C, double D, double E, double F) n = step.TrimStart(' ', ',')[0] switch
                {
                    'm' => (v[0], v[1], v[2], v[3], v[4], v[5]),
                    't' => (1, 0, 0, 1, v[0], v.Length > 1 ? v[1] : 0),
                    's' => (v[0], 0, 0, v[^1], 0, 0),
                    _ => Rotation(v[0] * Math.PI / 180, v.Length > 2 ? (v[1], v[2]) : (0, 0)),
                };
                m = ((m.A * n.A) + (m.C * n.B), (m.B * n.A) + (m.D * n.B), (m.A * n.C) + (m.C * n.D), (m.B * n.C) + (m.D * n.D),
                    (m.A * n.E) + (m.C * n.F) + m.E, (m.B * n.E) + (m.D * n.F) + m.F);
            }
            (double X, double Y)[] corners = [.. new[] { (Left, Top), (Right, Top), (Left, Bottom), (Right, Bottom) }
                .Select(corner => ((m.A * corner.Item1) + (m.C * corner.Item2) + m.E, (m.B * corner.Item1) + (m.D * corner.Item2) + m.F))];
            return new Box(Text, corners.Min(corner => corner.X), corners.Max(corner => corner.X), corners.Min(corner => corner.Y), corners.Max(corner => corner.Y));
        }

        private static (double, double, double, double, double, double) Rotation(double angle, (double X, double Y) about)
        {
            (double sin, double cos) = Math.SinCos(angle);
            return (cos, sin, -sin, cos, about.X - (cos * about.X) + (sin * about.Y), about.Y - (sin * about.X) - (cos * about.Y));
        }
    }
}
