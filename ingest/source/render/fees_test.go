package render

import "testing"

func TestAmounts(t *testing.T) {
	for in, want := range map[string]int64{"28": 2800, "28.5": 2850, "28,50": 2850, "28.500": 2850, "0": 0} {
		if got, ok := ParseAmount(in); !ok || got != want {
			t.Errorf("ParseAmount(%q) = %d, %v", in, got, ok)
		}
	}
	for _, in := range []string{"", ".5", "x", "-3", "1.234", "99999999999999999999"} {
		if got, ok := ParseAmount(in); ok {
			t.Errorf("ParseAmount(%q) = %d", in, got)
		}
	}
}
