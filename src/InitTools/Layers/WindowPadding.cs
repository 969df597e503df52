namespace InitTools;

/// <summary>What is put around an image before a window slides over it.</summary>
public enum WindowPadding
{
    /// <summary>Nothing: the window stays inside, and the image becomes smaller.</summary>
    Valid,

    /// <summary>
    /// As much as it takes for a stride of 1 to keep the size (in general ceil(size / stride)), evenly on both sides, an odd row
    /// or column at the bottom or right, as in Keras.
    /// </summary>
    Same,
}
