using System.Globalization;
using System.Text;
using CsCheck;

namespace InitTools.Tests;

public sealed class CsvTests : IDisposable
{
    private readonly DataFolder _folder = new();

    private static readonly DatasetOptions NoLabels = new() { LabelColumn = "none" };

    [Fact]
    public void Last_column_holds_the_labels()
    {
        Dataset data = _folder.ReadText("1,2.5,0\n-3e2,4,2\n");
        Assert.Equal("data", data.Name);
        Assert.Equal(2, data.Count);
        Assert.Equal([2], data.SampleShape);
        Assert.Equal(3, data.ClassCount);
        Assert.Empty(data.ClassNames);
        Assert.Equal([1, 2.5f, -300, 4], data.Features.ToArray());
        Assert.Equal([0, 2], data.Labels.ToArray());
        Assert.Equal("data: 2 samples of 2, 3 classes", data.ToString());
    }

    [Theory]
    [InlineData("1,2,0\r\n3,4,1\r\n")]
    [InlineData("1,2,0\r3,4,1")]
    [InlineData("\n\n1,2,0\n \n3,4,1\n\n\n")]
    [InlineData("1;2;0\n3;4;1\n")]
    [InlineData("1\t2\t0\n3\t4\t1")]
    [InlineData(" 1 , +2 , 0 \n 3.0 , .4e1 , 1.0 \n")]
    [InlineData("\"1\",\"2\",\"0\"\n\"3\",\"4\",\"1\"\n")]
    [InlineData("\uFEFF1,2,0\n3,4,1\n")]
    [InlineData("a,b,label\n1,2,0\n3,4,1\n")]
    [InlineData("\"the \"\"a\"\", first\",\"b\nb\",label\n1,2,0\n3,4,1\n")]
    [InlineData("\"a;b\tc\",b,label\n1,2,0\n3,4,1\n")]
    [InlineData("0,1,label\n1,2,0\n3,4,1\n")]
    [InlineData("Größe,Länge,label\n1,2,0\n3,4,1\n")]
    public void Every_dialect_says_the_same(string text)
    {
        Dataset data = _folder.ReadText(text);
        Assert.Equal([1, 2, 3, 4], data.Features.ToArray());
        Assert.Equal([0, 1], data.Labels.ToArray());
    }

    [Fact]
    public void A_byte_order_mark_tells_the_encoding()
    {
        Dataset data = _folder.ReadBytes([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("1,2,0\n3,4,1\n")]);
        Assert.Equal([1, 2, 3, 4], data.Features.ToArray());
    }

    [Theory]
    [InlineData("label", 0)]
    [InlineData("LABEL", 0)]
    [InlineData("0", 0)]
    [InlineData("-3", 0)]
    [InlineData("1", 1)]
    [InlineData("width", 1)]
    [InlineData("-1", 2)]
    [InlineData(null, 2)]
    public void Label_column_is_a_name_or_an_index(string? column, int expected)
    {
        Dataset data = _folder.ReadText("label,width,height\n1,2,3\n4,5,6\n", new DatasetOptions { LabelColumn = column });
        Assert.Equal([expected + 1, expected + 4], data.Labels.ToArray());
        Assert.Equal(new float[] { 1, 2, 3 }.Where(value => value != expected + 1), data.GetSample(0));
    }

    [Fact]
    public void A_header_made_of_numbers_and_a_label_takes_names_before_indices()
    {
        Dataset data = _folder.ReadText("label,1,0\n7,8,9\n", new DatasetOptions { LabelColumn = "label" });
        Assert.Equal(7, data.GetLabel(0));
        Assert.Equal([8, 9], data.GetSample(0));
    }

    [Fact]
    public void Without_a_label_column_all_columns_are_features()
    {
        Dataset data = _folder.ReadText("a,b\n1,2\n3,4\n", NoLabels);
        Assert.Equal([1, 2, 3, 4], data.Features.ToArray());
        Assert.Equal(0, data.ClassCount);
        Assert.Equal("data: 2 samples of 2, no labels", data.ToString());
        Assert.Equal("InitTools.LabelsRequired", Assert.Throws<InitToolsException>(() => data.GetLabel(0)).ErrorId);
    }

    [Theory]
    [InlineData("1,2,setosa\n3,4,virginica\n5,6,Setosa\n7,8,setosa\n")]
    [InlineData("w,h,species\n1,2,setosa\n3,4,virginica\n5,6,Setosa\n7,8,setosa\n")]
    public void Class_names_are_numbered_in_ordinal_order(string text)
    {
        Dataset data = _folder.ReadText(text);
        Assert.Equal(["Setosa", "setosa", "virginica"], data.ClassNames);
        Assert.Equal([1, 2, 0, 1], data.Labels.ToArray());
        Assert.Equal(3, data.ClassCount);
        Assert.Equal([1, 2], data.GetSample(0));
    }

    [Fact]
    public void Rows_after_the_first_few_are_not_looked_at()
    {
        Dataset data = _folder.ReadText("1,0\n2,5\n3,junk,4\n", new DatasetOptions { First = 2 });
        Assert.Equal([1, 2], data.Features.ToArray());
        Assert.Equal(6, data.ClassCount);
        Assert.Equal(2, _folder.ReadText("1,0\n2,5\n", new DatasetOptions { First = 9 }).Count);
    }

    [Fact]
    public void Labels_may_come_from_a_file_of_their_own()
    {
        DatasetOptions labels = new() { LabelPath = _folder.Write("labels.csv", "label\n2\n0\n1\n") };
        Dataset data = _folder.ReadText("1,2\n3,4\n5,6\n", labels);
        Assert.Equal([2, 0, 1], data.Labels.ToArray());
        Assert.Equal([2], data.SampleShape);
        Assert.Equal(3, _folder.ReadText("1,2\n3,4\n5,6\n", labels with { First = 2 }).ClassCount);
        labels = labels with { LabelPath = _folder.Write("labels.csv", "cat\ndog\ncat\n") };
        Assert.Equal([0, 1, 0], _folder.ReadText("1,2\n3,4\n5,6\n", labels).Labels.ToArray());
    }

    [Theory]
    [InlineData("RaggedRow", "1,2,0\n\n3,4,1\n5,6\n", "line 4 has 2 fields", "line 1 has 3")]
    [InlineData("RaggedRow", "a,b,c\n1,2,0\n3,4,1,1\n", "line 3 has 4 fields")]
    [InlineData("RaggedRow", "a,\"b\nb\",c\n1,2,0\n3\n", "line 4 has 1 field,")]
    [InlineData("NotANumber", "1,2,0\n3,x4,1\n", "line 2, column 2:", "'x4'")]
    [InlineData("NotANumber", "w,h,label\n1,2,0\n,4,1\n", "line 3, column 1 ('w'):", "''")]
    [InlineData("NotANumber", "1,junk,0\n3,4,1\n", "line 1, column 2:", "'junk'")]
    [InlineData("NotANumber", "1,5;2,5;0\n", "line 1, column 1:", "'1,5'")]
    [InlineData("NotANumber", "1,000;2;0\n", "'1,000'")]
    [InlineData("NonFiniteData", "1,2,0\n3,NaN,1\n", "line 2, column 2:", "'NaN'")]
    [InlineData("NonFiniteData", "1,nan,0\n", "line 1, column 2:")]
    [InlineData("NonFiniteData", "1,2,0\n-Inf,4,1\n", "line 2, column 1:")]
    [InlineData("NonFiniteData", "1,2,0\nInfinity,4,1\n", "line 2, column 1:")]
    [InlineData("NonFiniteData", "1,2,0\n1e39,4,1\n", "line 2, column 1:", "'1e39'")]
    [InlineData("InvalidLabel", "1,2,0\n3,4,-1\n", "line 2, column 3:", "-1")]
    [InlineData("InvalidLabel", "1,2,0\n3,4,0.5\n", "line 2, column 3:", "0.5")]
    [InlineData("InvalidLabel", "1,2,0\n3,4,1000000\n", "line 2, column 3:", "999999")]
    [InlineData("InvalidLabel", "1,2,0\n3,4,NaN\n", "line 2, column 3:")]
    [InlineData("InvalidLabel", "1,2,0\n3,4,cat\n", "line 2, column 3:", "'cat'")]
    [InlineData("InvalidLabel", "1,2,0\n3,4,\n", "line 2, column 3:")]
    [InlineData("InvalidLabel", "1,2,cat\n3,4,\n", "line 2, column 3:", "empty")]
    [InlineData("EmptyDataset", "", "empty")]
    [InlineData("EmptyDataset", "\n \r\n\n", "no lines")]
    [InlineData("EmptyDataset", "a,b,c\n", "header")]
    [InlineData("NoFeatures", "1\n2\n", "none")]
    [InlineData("NoFeatures", "<!DOCTYPE html>\n<html>\n", "commas")]
    [InlineData("UnterminatedQuote", "1,2,0\n\"3,4,1\n5,6,1\n", "line 2")]
    [InlineData("UnknownFormat", "1,2,0\n3,4,\u0001\n", "neither IDX nor CSV")]
    public void Faults_name_file_line_and_column(string errorId, string text, params string[] fragments) =>
        DataFolder.AssertFault(errorId, _folder.Write("data.csv", text), null, fragments);

    [Theory]
    [InlineData("lable", "did you mean label?")]
    [InlineData("mass", "label, width, height", "0 to 2", "-3 to -1")]
    [InlineData("3", "0 to 2")]
    [InlineData("-4", "-3 to -1")]
    public void Unknown_columns_are_answered_with_the_known_ones(string column, params string[] fragments)
    {
        string path = _folder.Write("data.csv", "label,width,height\n1,2,3\n");
        DataFolder.AssertFault("UnknownColumn", path, new DatasetOptions { LabelColumn = column }, [.. fragments, $"'{column}'"]);
    }

    [Fact]
    public void A_named_column_needs_a_header()
    {
        string path = _folder.Write("data.csv", "1,2,3\n");
        DataFolder.AssertFault("UnknownColumn", path, new DatasetOptions { LabelColumn = "label" }, "no header line");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void First_must_be_positive(int first)
    {
        InitToolsException fault = Assert.Throws<InitToolsException>(
            () => _folder.ReadText("1,0\n", new DatasetOptions { First = first }));
        Assert.Equal("InitTools.InvalidFirst", fault.ErrorId);
        Assert.Contains($"First is {first}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_come_from_one_place_only()
    {
        DatasetOptions options = new() { LabelPath = "labels", LabelColumn = "0" };
        InitToolsException fault = Assert.Throws<InitToolsException>(() => _folder.ReadText("1,0\n", options));
        Assert.Equal("InitTools.ConflictingLabels", fault.ErrorId);
    }

    [Fact]
    public void A_file_of_labels_has_one_column_and_a_line_for_each_sample()
    {
        string samples = _folder.Write("data.csv", "1,2\n3,4\n");
        AssertLabelFault("NotLabels", "0,1\n1,0\n", "2 columns");
        AssertLabelFault("LabelCountMismatch", "0\n1\n1\n", "3 labels", "2 samples", samples);
        AssertLabelFault("LabelCountMismatch", "0\n", "1 labels", "2 samples");
        AssertLabelFault("InvalidLabel", "0\n-2\n", "line 2", "-2");

        void AssertLabelFault(string errorId, string text, params string[] fragments)
        {
            string labels = _folder.Write("labels.csv", text);
            InitToolsException fault = Assert.Throws<InitToolsException>(
                () => DataFolder.Read(samples, new DatasetOptions { LabelPath = labels }));
            Assert.Equal("InitTools." + errorId, fault.ErrorId);
            Assert.All(fragments.Append(labels), fragment => Assert.Contains(fragment, fault.Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_refused()
    {
        string path = _folder.Write("data.csv", [.. "1,2,0\n3,4,"u8, 0xe9, .. "\n"u8]);
        DataFolder.AssertFault("UnknownFormat", path, null, "UTF-8");
    }

    [Fact]
    public void A_record_without_an_end_is_refused_before_it_fills_the_memory()
    {
        string path = _folder.Write("data.csv.gz", DataFolder.Gzip([.. Enumerable.Repeat((byte)'1', 20_000_000)]));
        DataFolder.AssertFault("UnknownFormat", path, null, "line 1", "characters");
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_culture()
    {
        Assert.SkipUnless(
            CultureInfo.GetCultures(CultureTypes.SpecificCultures).Any(culture => culture.Name == "de-DE"), "This machine knows no languages.");
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Dataset data = _folder.ReadText("1.5,-2.25e1,0\n1,2,1\n");
            Assert.Equal([1.5f, -22.5f, 1, 2], data.Features.ToArray());
            string path = _folder.Write("data.csv", "1.5,2,0\n3,4,0.5\n");
            DataFolder.AssertFault("InvalidLabel", path, null, "0.5 is no whole number");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        Gen<float> number = Gen.OneOf(Gen.Float.Where(float.IsFinite), Gen.Int[-3, 255].Select(value => (float)value));
        var table =
            from size in Gen.Int[1, 9]
            from rows in Gen.Select(number.Array[size], Gen.Int[0, 20]).List[1, 40]
            from separator in Gen.Int[0, 2].Select(index => ",;\t"[index])
            from newline in Gen.Bool.Select(isLong => isLong ? "\r\n" : "\n")
            from style in Gen.Select(Gen.Bool, Gen.Bool)
            from label in Gen.Int[0, size]
            select (rows, separator, newline, style, label);

        table.Sample(
            sample =>
            {
                (List<(float[] Values, int Label)> rows, char separator, string newline, _, int label) = sample;
                (bool isQuoted, bool hasHeader) = sample.style;
                List<List<string>> lines = [.. rows.Select(row => row.Values.Select(value => Text(value)).ToList())];
                for (int row = 0; row < rows.Count; row++) lines[row].Insert(label, Text(rows[row].Label));
                if (hasHeader) lines.Insert(0, [.. lines[0].Select((_, column) => $"\"f{separator}{column}\"")]);
                string text = string.Join(newline, lines.Select(fields =>
                    string.Join(separator, fields.Select(field => isQuoted && field[0] != '"' ? $"\"{field}\"" : field))));

                using DataFolder folder = new();
                Dataset data = folder.ReadText(text, new DatasetOptions { LabelColumn = Text(label) });
                return data.Features.SequenceEqual(rows.SelectMany(row => row.Values).ToArray())
                    && data.Labels.SequenceEqual(rows.Select(row => row.Label).ToArray());
            },
            iter: 300, seed: "0000KHB0iZp2", threads: 1);

        static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
    }

    public void Dispose() => _folder.Dispose();
}
