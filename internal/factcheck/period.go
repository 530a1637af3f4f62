package factcheck

import "fmt"

// period names the period of so many months that a day lies in.
func period(day, months int) string {
	year, month := day/10000, day/100%100
	switch months {
	case 1:
		return fmt.Sprintf("%04d-%02d", year, month)
	case 3:
		return fmt.Sprintf("%04d-Q%d", year, (month+2)/3)
	}
	return fmt.Sprintf("%04d", year)
}
