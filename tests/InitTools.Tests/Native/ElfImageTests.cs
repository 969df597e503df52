using InitTools.Native;

namespace InitTools.Tests.Native;

public class ElfImageTests
{
    private static readonly byte[] Synthetic = SyntheticElf.Create(
        ["libtest.so", "TEST_1.0", "TEST_1.1"],
        ("libfirst.so.1", ["FIRST_1.0", "FIRST_1.2"]),
        ("libstdc++.so.6", ["GLIBCXX_3.4.30", "GLIBCXX_3.4.32", "GLIBCXX_3.4"]));

    [Fact]
    public void Needed_versions_are_read_with_the_library_they_are_wanted_of() => Assert.Equal(
        [
            ("libfirst.so.1", "FIRST_1.0"),
            ("libfirst.so.1", "FIRST_1.2"),
            ("libstdc++.so.6", "GLIBCXX_3.4.30"),
            ("libstdc++.so.6", "GLIBCXX_3.4.32"),
            ("libstdc++.so.6", "GLIBCXX_3.4"),
        ],
        ElfImage.Parse(Synthetic).VersionNeeds().Select(need => (need.File, need.Version)));

    [Fact]
    public void Defined_versions_are_read() =>
        Assert.Equal(["libtest.so", "TEST_1.0", "TEST_1.1"], ElfImage.Parse(Synthetic).VersionDefinitions());

    [Fact]
    public void A_library_without_versions_has_none()
    {
        var image = ElfImage.Parse(EmptyElfLibrary.Create("libnothing.so"));
        Assert.Empty(image.VersionNeeds());
        Assert.Empty(image.VersionDefinitions());
    }

    [Fact]
    public void Relaxing_sets_the_flag_of_that_version_and_nothing_else()
    {
        byte[] original = [.. Synthetic];
        byte[] relaxed = ElfImage.Parse(original).WithWeakVersion("GLIBCXX_3.4.32");

        Assert.Equal(Synthetic, original);
        AssertDiffersInOneFlag(Synthetic, relaxed, "GLIBCXX_3.4.32");
    }

    [Fact]
    public void Relaxing_a_version_that_is_not_asked_for_is_refused() =>
        Assert.Throws<InvalidDataException>(() => ElfImage.Parse(Synthetic).WithWeakVersion("GLIBCXX_3.4.31"));

    [Fact]
    public void The_shipped_library_is_relaxed_in_one_flag()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux ships ELF files.");
        byte[] shipped = File.ReadAllBytes(NativeFolder.StagedFiles.Paths[^1]);

        byte[] relaxed = ElfImage.Parse(shipped).WithWeakVersion(LinuxLoader.DispensableVersion);

        AssertDiffersInOneFlag(shipped, relaxed, LinuxLoader.DispensableVersion);
    }

    [Fact]
    public void Damage_anywhere_is_harmless_or_reported_as_such()
    {
        int reported = 0;
        for (int place = 0; place < Synthetic.Length; place++)
        {
            if (IsReported(Synthetic[..place])) reported++;
            foreach (byte value in (byte[])[0, 1, 0x7A, 0x7F, 0x80, 0xFF])
            {
                byte[] damaged = [.. Synthetic];
                damaged[place] = value;
                if (IsReported(damaged)) reported++;
            }
        }

        Assert.InRange(reported, Synthetic.Length, 6 * Synthetic.Length);

        static bool IsReported(byte[] image)
        {
            try
            {
                var elf = ElfImage.Parse(image);
                _ = elf.VersionNeeds();
                _ = elf.VersionDefinitions();
                return false;
            }
            catch (InvalidDataException)
            {
                return true;
            }
        }
    }

    private static void AssertDiffersInOneFlag(byte[] original, byte[] relaxed, string version)
    {
        var needs = ElfImage.Parse(original).VersionNeeds();
        ElfVersionNeed need = needs.Single(need => need.Version == version);
        Assert.Equal(original.Length, relaxed.Length);
        Assert.Equal([need.FlagsOffset], Enumerable.Range(0, original.Length).Where(i => original[i] != relaxed[i]));
        Assert.Equal(2, relaxed[need.FlagsOffset]);
        Assert.Equal(
            needs.Select(other => other == need ? need with { Flags = ElfImage.WeakVersion } : other),
            ElfImage.Parse(relaxed).VersionNeeds());
    }
}
