package content_test

import (
	"testing"

	"pressgraph/internal/content"
)

func TestParseAmount(t *testing.T) {
	t.Parallel()
	t.Run("reads_and_writes_exactly", func(t *testing.T) {
		t.Parallel()
		for in, want := range map[string]string{
			"30000000.00": "30000000.00", "30000000": "30000000.00", "0": "0.00", "1.2345": "1.2345", "1.20": "1.20",
			"1.2": "1.20", "1.230": "1.23", "0.0001": "0.0001", "007": "7.00", "7000000000.00": "7000000000.00",
			"1000000000000": "1000000000000.00", "922337203685477.5807": "922337203685477.5807",
		} {
			a, err := content.ParseAmount(in)
			if err != nil || a.String() != want {
				t.Errorf("ParseAmount(%q) = %v, %v, want %s", in, a, err, want)
			}
		}
	})
	t.Run("refuses_what_is_not_an_exact_decimal_in_bounds", func(t *testing.T) {
		t.Parallel()
		for _, in := range []string{
			"", ".", "1.", ".5", "-1", "+1", "1e3", "1,000", "1.23456", "NaN", " 1", "１", "0x1", "1_000",
			"922337203685477.5808", "99999999999999999999999999",
		} {
			if a, err := content.ParseAmount(in); err == nil {
				t.Errorf("ParseAmount(%q) = %v, want an error", in, a)
			}
		}
	})
	t.Run("writes_negative_differences", func(t *testing.T) {
		t.Parallel()
		if got := content.Amount(-12_500).String(); got != "-1.25" {
			t.Errorf("String of -12500 = %s, want -1.25", got)
		}
	})
}

func FuzzParseAmount(f *testing.F) {
	f.Add("30000000.00")
	f.Add("1.2345")
	f.Add("-0")
	f.Fuzz(func(t *testing.T, s string) {
		a, err := content.ParseAmount(s)
		if err != nil {
			return
		}
		again, err := content.ParseAmount(a.String())
		if err != nil || again != a || a < 0 || a > content.MaxAmount {
			t.Errorf("ParseAmount(%q) = %v, read again %v, %v", s, a, again, err)
		}
	})
}

func TestParseCurrency(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"HKD": "HKD", "hkd": "HKD", "CNY": "CNY", "USD": "USD", "DEM": "DEM", "SLE": "SLE", "ZWG": "ZWG", "MRU": "MRU",
		"": "", "HK": "", "HKDD": "", "XXX": "", "XTS": "", "QQQ": "", "H1D": "", "ＨKD": "", "ſek": "",
	} {
		if got, err := content.ParseCurrency(in); got != want || (err == nil) != (want != "") {
			t.Errorf("ParseCurrency(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
}
