import DefaultTheme from "vitepress/theme";
import "./width.css";

export default DefaultTheme;
