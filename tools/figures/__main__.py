"""``make figures``: plays a year of three offices, saves what they tell, counts it all again."""

from tools.figures.run import main

if __name__ == "__main__":
    raise SystemExit(main())
