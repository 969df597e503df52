using System.Globalization;
using System.Text.Json;
using Module = TorchSharp.torch.nn.Module;

namespace InitTools;

/// <summary>The texts of a model's file that hold its architecture: a version, and the model's description as JSON.</summary>
internal static class ModelArchitecture
{
    // Goes up when files come that older versions of InitTools can't read right.
    private const int Version = 1;

    private const string FormatName = "format";
    private const string VersionName = "inittools.version";
    private const string ModelName = "inittools.model";
    private const string Training = "Training";
    private const string Noise = "Noise";

    // Every block inside of a block takes two levels; the default of 64 would end at thirty blocks.
    private static readonly JsonSerializerOptions Options = new() { MaxDepth = 1024 };

    /// <summary>The texts of a model.</summary>
    public static Dictionary<string, string> Describe(Module model)
    {
        // Hugging Face's libraries ask for the first: the layout is PyTorch's.
        var texts = new Dictionary<string, string> { [FormatName] = "pt" };
        if (model is not SequentialModel sequential) return texts;
        IDictionary<string, object?> description = sequential.Describe();
        description[Training] = sequential.training;
        description[Noise] = sequential.AllLayers.Select(layer => layer.Noise).OfType<LayerNoise>().Select(noise => noise.State).ToArray();
        texts[VersionName] = Version.ToString(CultureInfo.InvariantCulture);
        texts[ModelName] = JsonSerializer.Serialize(description, Options);
        return texts;
    }

    /// <summary>Builds the model that a file's texts describe, with parameters of no particular values.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="InitToolsException">
    /// <c>ArchitectureMissing</c>, <c>NewerFormatVersion</c>, <c>InvalidModelFile</c>, or what a layer or the model refuses.
    /// </exception>
    public static SequentialModel Build(IReadOnlyDictionary<string, string> texts, string path)
    {
        string json = Find(texts, path);
        SequentialModel? model = null;
        try
        {
            var description = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json, Options)
                ?? throw new JsonException("It is null.");
            model = SequentialModel.FromDescription(description, true);
            if (description.TryGetValue(Noise, out JsonElement noise)) Restore(model, noise.Deserialize<NoiseState[]>(Options) ?? []);
            if (description.TryGetValue(Training, out JsonElement training)) model.train(training.GetBoolean());
            return model;
        }
        catch (InitToolsException fault)
        {
            model?.Dispose();
            throw new InitToolsException(
                fault.ShortId,
                $"'{path}': its architecture can't be built. {fault.Message}",
                fault.Kind == FaultKind.ResourceUnavailable ? fault.Kind : FaultKind.InvalidData, path, fault);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException or ArithmeticException)
        {
            model?.Dispose();
            throw Invalid(path, $"its architecture is none: {fault.Message}", fault);
        }
    }

    private static string Find(IReadOnlyDictionary<string, string> texts, string path)
    {
        if (!texts.TryGetValue(ModelName, out string? json) || !texts.TryGetValue(VersionName, out string? version))
        {
            throw new InitToolsException(
                "ArchitectureMissing",
                $"'{path}' holds tensors, but no architecture that InitTools wrote. Build the model first and load the tensors into it: "
                + $"Import-Model '{path}' -Model $model.",
                FaultKind.InvalidData, path);
        }
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            throw Invalid(path, $"its format version is {InitToolsException.Show(version)}; it must be a whole number.");
        return number <= Version ? json : throw new InitToolsException(
            "NewerFormatVersion",
            $"'{path}' is of format version {number}; this version of InitTools reads up to {Version}. A newer one reads it; its tensors "
            + $"can be loaded into a model that is there: Import-Model '{path}' -Model $model.",
            FaultKind.InvalidData, path);
    }

    private static void Restore(SequentialModel model, NoiseState[] states)
    {
        LayerNoise[] noises = [.. model.AllLayers.Select(layer => layer.Noise).OfType<LayerNoise>()];
        if (noises.Length != states.Length)
            throw new JsonException($"{Noise} tells of {states.Length} layers that draw random numbers; the model has {noises.Length}.");
        for (int i = 0; i < noises.Length; i++) noises[i].State = states[i];
    }

    private static InitToolsException Invalid(string path, string message, Exception? cause = null) =>
        new("InvalidModelFile", $"'{path}': {message}", FaultKind.InvalidData, path, cause);
}
