namespace Parley.Conduct;

/// <summary>
/// Exponential and logarithm from additions and multiplications alone, so that training gives the same bits on every machine: those of
/// the C library differ in the last place. Relative error below 1e-13.
/// </summary>
internal static class DeterministicMath
{
    private const double Ln2 = 0.6931471805599453;

    public static double Exp(double x)
    {
        if (x < -700) return 0;
        if (x > 700) x = 700;
        var k = Math.Floor((x / Ln2) + 0.5);
        var r = x - (k * Ln2);
        double term = 1, sum = 1;
        for (var i = 1; i < 16; i++)
        {
            term *= r / i;
            sum += term;
        }
        return sum * BitConverter.Int64BitsToDouble(((long)k + 1023) << 52);
    }

    public static double Log(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var k = (int)((bits >> 52) & 0x7FF) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (m > 1.4142135623730951) (m, k) = (m / 2, k + 1);
        var z = (m - 1) / (m + 1);
        double square = z * z, power = z, sum = 0;
        for (var i = 1; i < 40; i += 2)
        {
            sum += power / i;
            power *= square;
        }
        return (2 * sum) + (k * Ln2);
    }

    public static double Sigmoid(double x) => 1 / (1 + Exp(-x));
}
