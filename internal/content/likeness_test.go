package content_test

import (
	"bytes"
	"testing"

	"pressgraph/internal/content"
)

func TestOrgName(t *testing.T) {
	t.Parallel()
	t.Run("knows a name whatever its legal form, case and punctuation", func(t *testing.T) {
		t.Parallel()
		for _, alike := range [][]string{
			{
				"Pearl River Sensors Ltd.", "Pearl River Sensors Limited", "PEARL RIVER SENSORS", "pearl-river sensors co., ltd", "Pearl River Sensors Company Limited",
				"Pearl River Sensors (Pty) Ltd", "Pearl River Sensors Inc.", "Pearl River Sensors, L.L.C.", "The Pearl River Sensors Corporation", "Pearl River Sensors Pte. Ltd.",
				"Pearl River Sensors GmbH & Co. KG", "Pearl River Sensors S.A.", "Pearl River Sensors S.p.A.", "Pearl River Sensors Sdn. Bhd.", "Pearl River Sensors B.V.", "PearlRiver Sensors",
				"PT Pearl River Sensors Tbk", "Ｐｅａｒｌ River Sensors Ltd", "Pearl River Sensors Oy", "Pearl River Sensors K.K.",
			},
			{"珠江传感器有限公司", "珠江传感器", "珠江传感器股份有限公司", "珠江传感器有限责任公司", "珠江·传感器 有限公司", "珠江传感器（集团）有限公司", "珠江传感器集团有限公司"},
			{"豊田株式会社", "株式会社豊田", "㈱豊田", "豊田"},
			{"Société Générale", "SOCIETE GENERALE S.A.", "Societe Generale SA"},
			{"Johnson & Johnson", "Johnson and Johnson Inc"},
			{"Müller AG", "MÜLLER GmbH", "Muller"},
			{"O'Reilly Media", "OReilly Media, Inc.", "O’Reilly Media"},
		} {
			first := content.NewOrgName(alike[0])
			for _, name := range alike {
				if got := first.Likeness(content.NewOrgName(name)); got != 1 {
					t.Errorf("%q and %q are alike by %v, want 1", alike[0], name, got)
				}
			}
		}
	})
	t.Run("thinks of words in another order, and of one letter", func(t *testing.T) {
		t.Parallel()
		name := content.NewOrgName("Pearl River Sensors Ltd")
		for other, want := range map[string]float64{"Sensors Pearl River": 0.9, "Pearl River Sensor Limited": 0.8, "Pearl River Sensots": 0.8} {
			if got := name.Likeness(content.NewOrgName(other)); got != want {
				t.Errorf("alike to %q by %v, want %v", other, got, want)
			}
		}
	})
	t.Run("tells different organisations apart", func(t *testing.T) {
		t.Parallel()
		for _, pair := range [][2]string{
			{"Pearl River Sensors Ltd.", "Pearl River Pumps Ltd."}, {"北京大学", "南京大学"}, {"Partner 1", "Partner 2"}, {"Station 1000001", "Station 1000002"}, {"Acme", "Acne"},
			{"有限公司", "公司"}, {"Limited", "Company"}, {"", ""}, {"...", "!!!"}, {"Acme", "Acme Pumps"}, {"University of York", "University of Cork"},
		} {
			if got := content.NewOrgName(pair[0]).Likeness(content.NewOrgName(pair[1])); got != 0 {
				t.Errorf("%q and %q are alike by %v, want 0", pair[0], pair[1], got)
			}
		}
	})
	t.Run("has pieces by which the names that are like it are found", func(t *testing.T) {
		t.Parallel()
		for _, pair := range [][2]string{
			{"Pearl River Sensors Ltd.", "PEARL-RIVER SENSOR LIMITED"}, {"PearlRiver Sensors", "Pearl River Sensors"}, {"珠江传感器", "珠江传感器有限公司"}, {"Acme", "ACME Inc"},
		} {
			found := false
			for _, probe := range content.NewOrgName(pair[0]).Probes() {
				found = found || bytes.Contains(content.Fold(pair[1]), probe)
			}
			if !found {
				t.Errorf("no piece of %q stands in %q", pair[0], pair[1])
			}
		}
	})
}
